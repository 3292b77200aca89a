// Runs CUDA kernels on the CPU, to test their results and their use of barriers without a device.
//
// Compile a .cu file as C++ with this header included first. Every thread of a block is a fibre that runs until it
// reaches a barrier or a shuffle; blocks run one after the other. What a kernel may not rely on is varied: the order
// of the threads between two barriers, the order of blocks, and what shared memory holds when a block starts. A
// kernel that lacks a barrier gives different results under different orders. Threads of a block that wait at
// different barriers, or end while others wait, are an error, as on a device, where they would hang.
//
// emulator_skip_line leaves out the barrier of that source line, so that tests can show that each one is needed.

#pragma once

#include <setjmp.h>
#include <ucontext.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#define __global__
#define __device__
#define __forceinline__ inline
#define __restrict__ __restrict
#define __launch_bounds__(threads)
#define __shared__ static __attribute__((section("emulated_shared"), used))
#define __syncthreads() emulator::wait_for_block(__LINE__)
#define __syncwarp(...) emulator::wait_for_warp(__LINE__)
#define __shfl_xor_sync(mask, value, lanes) emulator::exchange(value, emulator::lane() ^ (lanes), __LINE__)
#define __reduce_add_sync(mask, value) emulator::sum_over_warp(value, __LINE__)
#define __shfl_up_sync(mask, value, lanes) emulator::exchange(value, emulator::lane() - (lanes), __LINE__)

struct uint3 {
    unsigned int x, y, z;
};
struct short2 {
    short x, y;
};
struct float2 {
    float x, y;
};
inline float2 make_float2(float x, float y) { return {x, y}; }
inline float __int_as_float(int bits) {
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}
inline int atomicAdd(int* place, int value) {
    const int before = *place;
    *place += value;
    return before;
}

// Set by the linker; null where a source has no shared memory.
extern char __start_emulated_shared[] __attribute__((weak)), __stop_emulated_shared[] __attribute__((weak));

inline uint3 threadIdx, blockIdx, blockDim, gridDim;

namespace emulator {

enum State { ready, at_barrier, at_warp, done };

struct Fibre {
    jmp_buf place;
    State state;
    int line;
    int turn;
    unsigned long long passed[2];  // what this lane shows to its warp; two, used in turn
    std::unique_ptr<char[]> stack;
};

inline const size_t STACK_BYTES = 256 * 1024;
inline std::vector<Fibre> fibres;
inline std::map<size_t, std::vector<Fibre>> other_fibres;  // by their number, for kernels with other blocks
inline int current;
inline jmp_buf scheduler;
inline ucontext_t starter;
inline void (*body)();
inline int skipped_line;
inline unsigned int random_state;
inline char error[256];

inline unsigned int random_number() {
    random_state = random_state * 1664525u + 1013904223u;
    return random_state >> 8;
}

inline int lane() { return (int)(threadIdx.x % WARP); }

inline void leave(State state, int line) {
    Fibre& fibre = fibres[current];
    fibre.state = state;
    fibre.line = line;
    if (!_setjmp(fibre.place)) _longjmp(scheduler, 1);
}

inline void wait_for_block(int line) {
    if (line != skipped_line) leave(at_barrier, line);
}

inline void wait_for_warp(int line) {
    if (line != skipped_line) leave(at_warp, line);
}

template <typename T>
T exchange(T value, int from, int line) {
    static_assert(sizeof(T) <= sizeof(unsigned long long), "a shuffle moves up to 8 bytes");
    Fibre& own = fibres[current];
    const int turn = own.turn ^= 1;
    std::memcpy(&own.passed[turn], &value, sizeof value);
    leave(at_warp, line);
    if (from < 0 || from >= WARP) return value;
    T received;
    std::memcpy(&received, &fibres[current - lane() + from].passed[turn], sizeof received);
    return received;
}

inline int sum_over_warp(int value, int line) {
    int sum = value;
    for (int lanes = WARP / 2; lanes > 0; lanes /= 2) sum += exchange(sum, lane() ^ lanes, line);
    return sum;
}

inline void fibre_main() {
    for (;;) {
        body();
        leave(done, 0);
    }
}

inline void make_fibres(int count) {
    other_fibres[fibres.size()] = std::move(fibres);
    fibres = std::move(other_fibres[count]);
    if (!fibres.empty()) return;
    fibres.resize(count);
    for (current = 0; current < count; ++current) {
        Fibre& fibre = fibres[current];
        fibre.state = done;
        fibre.turn = 0;
        fibre.stack.reset(new char[STACK_BYTES]);
        ucontext_t context;
        getcontext(&context);
        context.uc_stack.ss_sp = fibre.stack.get();
        context.uc_stack.ss_size = STACK_BYTES;
        context.uc_link = nullptr;
        // The fibre saves its place as soon as it runs, and is entered there from then on.
        makecontext(&context, +[]() {
            if (!_setjmp(fibres[current].place)) setcontext(&starter);
            fibre_main();
        }, 0);
        volatile bool started = false;
        getcontext(&starter);
        if (!started) {
            started = true;
            setcontext(&context);
        }
    }
}

inline void run_until_it_waits(int number) {
    current = number;
    threadIdx = {(unsigned int)number, 0, 0};
    if (!_setjmp(scheduler)) _longjmp(fibres[number].place, 1);
}

// Let every warp whose lanes all wait at one shuffle go on; tells whether there was one.
inline bool release_warps() {
    bool any = false;
    for (size_t first = 0; first < fibres.size(); first += WARP) {
        bool together = true;
        for (int i = 0; i < WARP; ++i)
            together &= fibres[first + i].state == at_warp && fibres[first + i].line == fibres[first].line;
        for (int i = 0; together && i < WARP; ++i) fibres[first + i].state = ready;
        any |= together;
    }
    return any;
}

inline bool release_block() {
    for (const Fibre& fibre : fibres)
        if (fibre.state != at_barrier || fibre.line != fibres[0].line) return false;
    for (Fibre& fibre : fibres) fibre.state = ready;
    return true;
}

inline bool all_done() {
    for (const Fibre& fibre : fibres)
        if (fibre.state != done) return false;
    return true;
}

inline bool run_block(int schedule) {
    const int count = (int)fibres.size();
    const int poison = schedule == 0 ? 0x00 : schedule == 1 ? 0xff : (int)(random_number() & 0xff);
    char* volatile shared = __start_emulated_shared;
    if (shared) std::memset(shared, poison, __stop_emulated_shared - shared);
    for (Fibre& fibre : fibres) fibre.state = ready;
    std::vector<int> order(count);
    while (!all_done()) {
        for (int i = 0; i < count; ++i) order[i] = schedule == 1 ? count - 1 - i : i;
        for (int i = count - 1; schedule > 1 && i > 0; --i) std::swap(order[i], order[random_number() % (i + 1)]);
        bool ran = false;
        for (const int number : order)
            if (fibres[number].state == ready) {
                run_until_it_waits(number);
                ran = true;
            }
        if (release_warps() || release_block() || ran) continue;
        int waiting = 0;
        while (fibres[waiting].state == done) ++waiting;
        int other = 0;
        while (fibres[other].state == fibres[waiting].state && fibres[other].line == fibres[waiting].line) ++other;
        std::snprintf(
            error, sizeof error, "block %u: thread %d waits at line %d, thread %d %s %d", blockIdx.x, waiting,
            fibres[waiting].line, other, fibres[other].state == done ? "has ended, line" : "waits at line",
            fibres[other].line);
        fibres.clear();
        return false;
    }
    return true;
}

// Run a grid of blocks; schedule 0 goes up, 1 goes down, others are shuffled with that seed.
inline int run_grid(int grid_x, int grid_y, int threads, int schedule) {
    error[0] = 0;
    random_state = (unsigned int)schedule;
    if (threads % WARP) {
        std::snprintf(error, sizeof error, "%d threads are not whole warps of %d", threads, WARP);
        return 1;
    }
    gridDim = {(unsigned int)grid_x, (unsigned int)grid_y, 1};
    blockDim = {(unsigned int)threads, 1, 1};
    if ((int)fibres.size() != threads) make_fibres(threads);
    const int64_t total = (int64_t)grid_x * grid_y;
    for (int64_t i = 0; i < total; ++i) {
        const int64_t number = schedule == 1 ? total - 1 - i : i;
        blockIdx = {(unsigned int)(number % grid_x), (unsigned int)(number / grid_x), 0};
        if (!run_block(schedule)) return 1;
    }
    return 0;
}

// The arguments of a launch, taken apart for a kernel whose parameters are known.
inline void** arguments;
template <typename... Parameters, size_t... Indices>
void call(void (*kernel)(Parameters...), std::index_sequence<Indices...>) {
    kernel(*static_cast<std::remove_const_t<Parameters>*>(arguments[Indices])...);
}
template <auto kernel, typename... Parameters>
void call_kernel(void (*)(Parameters...)) {
    call(kernel, std::index_sequence_for<Parameters...>());
}

}  // namespace emulator

#define VISIBLE extern "C" __attribute__((visibility("default")))
VISIBLE const char* emulator_error() { return emulator::error; }
VISIBLE void emulator_skip_line(int line) { emulator::skipped_line = line; }

// Defines launch_<kernel>(grid_x, grid_y, threads, schedule, arguments): 0, or 1 with emulator_error set.
#define EMULATE(kernel)                                                                                         \
    VISIBLE int launch_##kernel(int grid_x, int grid_y, int threads, int schedule, void** arguments) {          \
        emulator::arguments = arguments;                                                                        \
        emulator::body = [] { emulator::call_kernel<&kernel>(&kernel); };                                       \
        return emulator::run_grid(grid_x, grid_y, threads, schedule);                                           \
    }
