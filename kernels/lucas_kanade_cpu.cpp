// Pyramidal Lucas-Kanade for many points of one frame pair, with the integer arithmetic of OpenCV's.
//
// Bouguet, "Pyramidal implementation of the affine Lucas Kanade feature tracker" (2001), as
// cv::calcOpticalFlowPyrLK computes it: patches in 14-bit fixed point, Scharr derivatives, reflect-101 borders,
// derivatives zero outside the image; and float sums in the order in which OpenCV's 128-bit vectors add them, so that
// results are equal to the last bit. What is done otherwise: derivatives are made for cells of the image instead of
// whole frames, nothing is padded, and two points are tracked side by side. One thread; the caller spreads points or
// directions over threads. Plain C interface, for ctypes. Compile without contraction (-ffp-contract=off).

#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "lucas_kanade_cpu_parts.h"
#include "lucas_kanade_cpu_portable.h"

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define HAS_VECTOR_PATHS 1
#include <immintrin.h>

#define VECTOR_CODE Avx2
#define VECTOR_TARGET __attribute__((target("avx2,fma")))
#define VECTOR_DOT(s, a, b) _mm256_add_epi32(s, _mm256_madd_epi16(a, b))
#include "lucas_kanade_cpu_vector.h"

#define VECTOR_CODE Avx512
#define VECTOR_TARGET __attribute__((target("avx2,fma,avx512f,avx512bw,avx512vl,avx512vnni")))
#define VECTOR_DOT(s, a, b) _mm256_dpwssd_epi32(s, a, b)
#include "lucas_kanade_cpu_vector.h"
#else
#define HAS_VECTOR_PATHS 0
#endif

namespace {

constexpr int kSlots = 16;
constexpr int kNeighbourhoodPx = 32;
constexpr int kAtOnce = 2;  // points

struct Settings {
    int32_t window_px, max_iterations;
    float epsilon;
    float min_eigenvalue;
};

// Cells used last; those of the points at hand are never taken away, since there are more slots than points at once.
template <class SomeCell>
struct Cells {
    SomeCell slots[kSlots];
    SomeCell* latest;
    uint32_t clock;

    void forget() {
        for (SomeCell& slot : slots) slot.last_used = 0;
        latest = slots;
        clock = 0;
    }

    // The cell for a window whose corner is (x, y).
    template <class Code>
    const SomeCell& get(const Level& level, int x, int y, int window) {
        if (latest->holds(x, y)) return *latest;
        SomeCell* oldest = slots;
        for (SomeCell& slot : slots) {
            if (slot.holds(x, y)) return used(slot);
            if (slot.last_used < oldest->last_used) oldest = &slot;
        }
        const int side = window + kCellPx + 2;
        oldest->x0 = x - kCellPx / 2;
        oldest->y0 = y - kCellPx / 2;
        oldest->row_px = whole_steps(side + kCellPx, kStepPx);
        Code::read(level, side, *oldest);
        if constexpr (std::is_same_v<SomeCell, SlopedCell>) Code::slope(level, side, *oldest);
        return used(*oldest);
    }

   private:
    const SomeCell& used(SomeCell& slot) {
        slot.last_used = ++clock;
        latest = &slot;
        return slot;
    }
};

// All that one thread works with; too large for a stack.
struct Bench {
    Template windows[kAtOnce];
    Cells<SlopedCell> before;
    Cells<Cell> after;
};

inline bool is_far(int x, int y, int window, const Level& level) {
    return x < -window || x >= level.width || y < -window || y >= level.height;
}

// One point on one level.
struct Follower {
    Point at, guess;
    bool is_found = true, is_done = false;

    template <class Code>
    FillTask begin(const Level& from, const Settings& s, Bench& bench, Template& window) {
        half = (s.window_px - 1) * 0.5f;
        const Point corner = {at.x - half, at.y - half};
        const int x = static_cast<int>(std::floor(corner.x)), y = static_cast<int>(std::floor(corner.y));
        if (is_far(x, y, s.window_px, from)) return lost<FillTask>();
        const SlopedCell& cell = bench.before.template get<Code>(from, x, y, s.window_px);
        return {&cell, cell.at(x, y), Weights(corner.x - x, corner.y - y), &window};
    }

    void judge(Matrix sums, const Settings& s) {
        a = {sums.xx * kScale, sums.xy * kScale, sums.yy * kScale};
        const float determinant = a.xx * a.yy - a.xy * a.xy;
        const float spread = std::sqrt((a.xx - a.yy) * (a.xx - a.yy) + 4.f * a.xy * a.xy);
        const float least = (a.yy + a.xx - spread) / (2 * s.window_px * s.window_px);
        if (least < s.min_eigenvalue || determinant < 1.1920929e-07f) lost<FillTask>();
        inverse = 1.f / determinant;
        next = {guess.x - half, guess.y - half};
    }

    template <class Code>
    CompareTask look(const Level& to, const Settings& s, Bench& bench, const Template& window) {
        const int x = static_cast<int>(std::floor(next.x)), y = static_cast<int>(std::floor(next.y));
        if (is_far(x, y, s.window_px, to)) return lost<CompareTask>();
        const Cell& cell = bench.after.template get<Code>(to, x, y, s.window_px);
        return {&cell, cell.at(x, y), Weights(next.x - x, next.y - y), &window};
    }

    void move(Point sums, const Settings& s, bool is_first) {
        const Point b = {sums.x * kScale, sums.y * kScale};
        const Point moved = {(a.xy * b.y - a.yy * b.x) * inverse, (a.xy * b.x - a.xx * b.y) * inverse};
        next.x += moved.x;
        next.y += moved.y;
        guess = {next.x + half, next.y + half};
        if (double(moved.x) * moved.x + double(moved.y) * moved.y <= double(s.epsilon) * s.epsilon) {
            is_done = true;
        } else if (!is_first && std::abs(moved.x + last_move.x) < 0.01f && std::abs(moved.y + last_move.y) < 0.01f) {
            guess.x -= moved.x * 0.5f;
            guess.y -= moved.y * 0.5f;
            is_done = true;
        }
        last_move = moved;
    }

    void end(const Level& to, const Settings& s) {
        const int x = static_cast<int>(std::floor(guess.x - half)), y = static_cast<int>(std::floor(guess.y - half));
        if (is_found) is_found = !is_far(x, y, s.window_px, to);
    }

   private:
    Matrix a;
    float inverse, half;
    Point next, last_move;

    template <class SomeTask>
    SomeTask lost() {
        is_found = false;
        is_done = true;
        return {nullptr, 0, Weights(0.f, 0.f), nullptr};
    }
};

// Points side by side on one level.
template <class Code>
void follow_on_level(const Level& from, const Level& to, const Settings& s, Follower* points, int n_points,
                     Bench& bench) {
    FillTask fills[kAtOnce];
    CompareTask looks[kAtOnce];
    Follower* active[kAtOnce];
    Matrix products[kAtOnce];
    Point differences[kAtOnce];
    int n_active = 0;
    for (int k = 0; k < n_points; ++k) {
        fills[n_active] = points[k].begin<Code>(from, s, bench, bench.windows[k]);
        if (!points[k].is_done) active[n_active++] = points + k;
    }
    if (n_active) Code::fill(fills, n_active, s.window_px, products);
    for (int k = 0; k < n_active; ++k) active[k]->judge(products[k], s);
    for (int round = 0; round < s.max_iterations; ++round) {
        n_active = 0;
        for (int k = 0; k < n_points; ++k) {
            if (points[k].is_done) continue;
            looks[n_active] = points[k].look<Code>(to, s, bench, bench.windows[k]);
            if (!points[k].is_done) active[n_active++] = points + k;
        }
        if (!n_active) break;
        Code::compare(looks, n_active, s.window_px, differences);
        for (int k = 0; k < n_active; ++k) active[k]->move(differences[k], s, round == 0);
    }
    for (int k = 0; k < n_points; ++k) points[k].end(to, s);
}

// Points of one neighbourhood after one another, so that they find their cells still there.
std::vector<int64_t> by_neighbourhood(const Point* points, int64_t n_points) {
    std::vector<std::pair<int64_t, int64_t>> keyed(n_points);
    for (int64_t k = 0; k < n_points; ++k) {
        const int64_t row = static_cast<int64_t>(points[k].y) / kNeighbourhoodPx;
        keyed[k] = {row * (1 << 24) + static_cast<int64_t>(points[k].x) / kNeighbourhoodPx, k};
    }
    std::sort(keyed.begin(), keyed.end());
    std::vector<int64_t> order(n_points);
    for (int64_t k = 0; k < n_points; ++k) order[k] = keyed[k].second;
    return order;
}

template <class Code>
void follow_all(const Level* from, const Level* to, int n_levels, const Settings& s, const Point* points,
                int64_t n_points, Point* moved, uint8_t* found) {
    static thread_local std::unique_ptr<Bench> bench;
    if (!bench) bench.reset(new Bench);
    for (Template& window : bench->windows) window.row_px = whole_steps(s.window_px, kStepPx);
    const std::vector<int64_t> order = by_neighbourhood(points, n_points);
    for (int level = n_levels - 1; level >= 0; --level) {
        const float scale = 1.f / static_cast<float>(1 << level);
        bench->before.forget();
        bench->after.forget();
        for (int64_t first = 0; first < n_points; first += kAtOnce) {
            const int n_here = static_cast<int>(std::min<int64_t>(kAtOnce, n_points - first));
            Follower here[kAtOnce];
            for (int k = 0; k < n_here; ++k) {
                const int64_t point = order[first + k];
                here[k].at = {points[point].x * scale, points[point].y * scale};
                here[k].guess = level == n_levels - 1 ? here[k].at : Point{moved[point].x * 2.f, moved[point].y * 2.f};
            }
            follow_on_level<Code>(from[level], to[level], s, here, n_here, *bench);
            for (int k = 0; k < n_here; ++k) {
                const int64_t point = order[first + k];
                found[point] = here[k].is_found ? 1 : 0;
                moved[point] = here[k].guess;
            }
        }
    }
}

}  // namespace

#if defined(_WIN32)
#define EXPORTED extern "C" __declspec(dllexport)
#else
#define EXPORTED extern "C" __attribute__((visibility("default")))
#endif

// Instructions: 0 none in particular, 1 AVX2, 2 AVX-512 with VNNI.
EXPORTED int32_t lk_best_instructions() {
#if HAS_VECTOR_PATHS
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 0;
    const bool has_512 = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
    return has_512 && __builtin_cpu_supports("avx512vnni") ? 2 : 1;
#else
    return 0;
#endif
}

EXPORTED int32_t lk_max_window_px() { return kMaxWindow; }

// Writes the next level of a pyramid, (height + 1) / 2 rows of (width + 1) / 2 pixels, as cv::pyrDown does.
EXPORTED void lk_halve(const Level* level, uint8_t* half, int32_t instructions) {
#if HAS_VECTOR_PATHS
    if (instructions == 2) return Avx512::halve(*level, half);
    if (instructions == 1) return Avx2::halve(*level, half);
#endif
    Portable::halve(*level, half);
}

// Follows `n_points` (x, y) from one pyramid to another, with instructions that the processor has.
EXPORTED void lk_follow(const Level* from, const Level* to, int32_t n_levels, const Settings* settings,
                        const Point* points, int64_t n_points, Point* moved, uint8_t* found, int32_t instructions) {
#if HAS_VECTOR_PATHS
    if (instructions == 2)
        return follow_all<Avx512>(from, to, n_levels, *settings, points, n_points, moved, found);
    if (instructions == 1) return follow_all<Avx2>(from, to, n_levels, *settings, points, n_points, moved, found);
#endif
    follow_all<Portable>(from, to, n_levels, *settings, points, n_points, moved, found);
}
