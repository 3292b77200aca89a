// A patch between pixels: where it lies, what a block keeps of it, and sums over it that are exact.

// The corner of a patch: whole pixels, and the bilinear weights of the fraction in 14 bits.
struct Corner {
    int x, y;
    int w00, w01, w10, w11;
};

__device__ __forceinline__ Corner corner_at(float x, float y) {
    Corner corner;
    corner.x = (int)floorf(x);
    corner.y = (int)floorf(y);
    const float a = x - corner.x, b = y - corner.y;
    corner.w00 = (int)rintf((1.0f - a) * (1.0f - b) * (1 << WEIGHT_BITS));
    corner.w01 = (int)rintf(a * (1.0f - b) * (1 << WEIGHT_BITS));
    corner.w10 = (int)rintf((1.0f - a) * b * (1 << WEIGHT_BITS));
    corner.w11 = (1 << WEIGHT_BITS) - corner.w00 - corner.w01 - corner.w10;
    return corner;
}

__device__ __forceinline__ bool touches(const Corner& corner, const Level& level) {
    return corner.x >= -WINDOW_PX && corner.x < level.width && corner.y >= -WINDOW_PX && corner.y < level.height;
}

__device__ __forceinline__ int weighted(const Corner& c, const int (&upper)[2], const int (&lower)[2]) {
    return upper[0] * c.w00 + upper[1] * c.w01 + lower[0] * c.w10 + lower[1] * c.w11;
}

__device__ __forceinline__ int rounded_shift(int value, int bits) {
    return (value + (1 << (bits - 1))) >> bits;
}

// What a block keeps in shared memory.
struct Template {
    Pixel patch[PATCH * PATCH_PITCH];  // grey values around the template, at whole pixels
    short grey[AREA];
    short2 slope[AREA];          // derivatives along x and y
    int64 partial[2][3][WARPS];  // sums of each warp; two sets, used in turn
};

// Sum over the warp. Devices that can add up 32-bit numbers in one instruction get the two halves of the number, which
// hold as long as a thread's own sum fits into 32 bits.
__device__ __forceinline__ int64 sum_over_warp(int64 value) {
#if WARP == 32 && (!defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 800)
    const bool halves = COLUMNS <= THREADS;  // a thread's own sum is that of one column
    const int low = halves ? __reduce_add_sync(ALL_LANES, (int)value & 0xffff) : 0;
    const int high = halves ? __reduce_add_sync(ALL_LANES, (int)value >> 16) : 0;
    if (halves) value = high * (int64)65536 + low;
#else
    const bool halves = false;
#endif
    for (int lanes = halves ? 0 : WARP / 2; lanes > 0; lanes /= 2)
        value += __shfl_xor_sync(ALL_LANES, value, lanes);
    return value;
}

// Sum values over the block; every thread gets the result. One barrier a call: while a set of partial sums is read,
// the next call writes to the other one, and cannot come back to this one before everybody has passed its barrier.
template <int COUNT>
__device__ __forceinline__ void sum_over_block(int64 (&values)[COUNT], Template& shared, int& turn) {
    for (int i = 0; i < COUNT; ++i) {
        const int64 sum = sum_over_warp(values[i]);
        if (threadIdx.x % WARP == 0) shared.partial[turn][i][threadIdx.x / WARP] = sum;
    }
    __syncthreads();
    for (int i = 0; i < COUNT; ++i) {
        values[i] = 0;
        for (int warp = 0; warp < WARPS; ++warp) values[i] += shared.partial[turn][i][warp];
    }
    turn ^= 1;
}
