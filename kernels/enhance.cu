// Pictures as the eye wants them: grey values through a table, and CLAHE as OpenCV computes it.
//
// Compile with -DTHREADS=<threads of a block of clahe_luts> and without fused multiply-add.

#if !defined(THREADS)
#error "THREADS must be given on the command line"
#endif
#ifndef WARP
#define WARP 32
#endif

typedef unsigned char Pixel;
typedef long long int64;

const int BINS = 256;
const int WARPS = THREADS / WARP;
const unsigned int ALL_LANES = 0xffffffffu;

static_assert(THREADS % WARP == 0, "a block is made of whole warps");
static_assert(BINS % THREADS == 0, "every thread has as many bins as any other");

// How a picture is cut into tiles: OpenCV mirrors it to the right and below until whole tiles cover it.
struct Tiling {
    int width, height, tiles_x, tiles_y, tile_width, tile_height;
};

__device__ __forceinline__ int mirrored(int index, int length) {
    if (length == 1) return 0;
    while (index >= length || index < 0) index = index < 0 ? -index : 2 * length - 2 - index;
    return index;
}

__device__ __forceinline__ Pixel to_pixel(float value) {
    const int rounded = (int)rintf(value);
    return (Pixel)(rounded < 0 ? 0 : rounded > 255 ? 255 : rounded);
}

// Replace every grey value by its entry of a table of 256. A thread per pixel.
extern "C" __global__ void apply_lut(
    const Pixel* __restrict__ from, Pixel* __restrict__ to, const Pixel* __restrict__ table, int64 n_pixels) {
    const int64 place = (int64)blockIdx.x * blockDim.x + threadIdx.x;
    if (place < n_pixels) to[place] = table[from[place]];
}

// Sum a value over the block; every thread gets the result. `partial` must not be in use.
__device__ __forceinline__ int sum_over_block(int value, int* partial) {
    for (int lanes = WARP / 2; lanes > 0; lanes /= 2) value += __shfl_xor_sync(ALL_LANES, value, lanes);
    if (threadIdx.x % WARP == 0) partial[threadIdx.x / WARP] = value;
    __syncthreads();
    int sum = 0;
    for (int warp = 0; warp < WARPS; ++warp) sum += partial[warp];
    return sum;
}

// Make the tables of all tiles, (tiles_y, tiles_x, 256): clipped histograms, summed up. A block per tile, tile
// columns along x of the grid, tile rows along y. clip_limit is in pixels of a bin; 0 does not clip.
extern "C" __global__ void __launch_bounds__(THREADS) clahe_luts(
    const Pixel* __restrict__ picture, Pixel* __restrict__ luts, const Tiling* __restrict__ tilings,
    int clip_limit) {
    __shared__ int histogram[BINS];
    __shared__ int clipped_of_warp[WARPS];
    __shared__ int sum_of_warp[WARPS];
    const Tiling tiling = *tilings;
    for (int bin = (int)threadIdx.x; bin < BINS; bin += THREADS) histogram[bin] = 0;
    __syncthreads();
    const int area = tiling.tile_width * tiling.tile_height;
    for (int i = (int)threadIdx.x; i < area; i += THREADS) {
        const int x = mirrored((int)blockIdx.x * tiling.tile_width + i % tiling.tile_width, tiling.width);
        const int y = mirrored((int)blockIdx.y * tiling.tile_height + i / tiling.tile_width, tiling.height);
        atomicAdd(&histogram[picture[(int64)y * tiling.width + x]], 1);
    }
    __syncthreads();
    // From here on each thread has a run of bins to itself.
    const int own = BINS / THREADS, first = (int)threadIdx.x * own;
    if (clip_limit > 0) {
        int clipped = 0;
        for (int bin = first; bin < first + own; ++bin) {
            const int over = histogram[bin] - clip_limit;
            if (over > 0) {
                clipped += over;
                histogram[bin] = clip_limit;
            }
        }
        clipped = sum_over_block(clipped, clipped_of_warp);
        const int each = clipped / BINS, rest = clipped - each * BINS;
        const int stride = rest > 0 ? (BINS / rest > 1 ? BINS / rest : 1) : BINS;
        for (int bin = first; bin < first + own; ++bin)
            histogram[bin] += each + (bin % stride == 0 && bin / stride < rest);
    }
    int sum = 0;
    for (int bin = first; bin < first + own; ++bin) sum += histogram[bin];
    const int lane = (int)(threadIdx.x % WARP), warp = (int)(threadIdx.x / WARP);
    int below = sum;
    for (int lanes = 1; lanes < WARP; lanes *= 2) {
        const int other = __shfl_up_sync(ALL_LANES, below, lanes);
        if (lane >= lanes) below += other;
    }
    if (lane == WARP - 1) sum_of_warp[warp] = below;
    __syncthreads();
    below -= sum;
    for (int i = 0; i < warp; ++i) below += sum_of_warp[i];
    const float scale = (float)(BINS - 1) / area;
    Pixel* lut = luts + ((int64)blockIdx.y * tiling.tiles_x + blockIdx.x) * BINS;
    for (int bin = first; bin < first + own; ++bin) {
        below += histogram[bin];
        lut[bin] = to_pixel(below * scale);
    }
}

// Blend the tables of the four tiles around each pixel. A thread per pixel.
extern "C" __global__ void clahe_blend(
    const Pixel* __restrict__ from, Pixel* __restrict__ to, const Pixel* __restrict__ luts,
    const Tiling* __restrict__ tilings) {
    const Tiling tiling = *tilings;
    const int place = (int)(blockIdx.x * blockDim.x + threadIdx.x);
    if (place >= tiling.width * tiling.height) return;
    const int x = place % tiling.width, y = place / tiling.width;
    const float tile_x = x * (1.0f / tiling.tile_width) - 0.5f, tile_y = y * (1.0f / tiling.tile_height) - 0.5f;
    const int left = (int)floorf(tile_x), above = (int)floorf(tile_y);
    const float b = tile_x - left, d = tile_y - above, a = 1.0f - b, c = 1.0f - d;
    const int x0 = left < 0 ? 0 : left, x1 = left + 1 < tiling.tiles_x ? left + 1 : tiling.tiles_x - 1;
    const int y0 = above < 0 ? 0 : above, y1 = above + 1 < tiling.tiles_y ? above + 1 : tiling.tiles_y - 1;
    const int grey = from[place];
    const Pixel* upper = luts + (int64)y0 * tiling.tiles_x * BINS + grey;
    const Pixel* lower = luts + (int64)y1 * tiling.tiles_x * BINS + grey;
    const float blended = (upper[x0 * BINS] * a + upper[x1 * BINS] * b) * c +
                          (lower[x0 * BINS] * a + lower[x1 * BINS] * b) * d;
    to[place] = to_pixel(blended);
}
