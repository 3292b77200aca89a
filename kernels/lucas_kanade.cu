// Pyramidal Lucas-Kanade along whole windows of frames, in OpenCV's integer arithmetic.
//
// Compile with -DWINDOW_PX=<side of the patch> -DTHREADS=<threads of a block of track_paths> and without fused
// multiply-add, so that the few float operations round as on the CPU. All sums over a patch are exact integers:
// the result does not depend on the number of threads. The source needs no header; tests/kernels runs it on the CPU.

#if !defined(WINDOW_PX) || !defined(THREADS)
#error "WINDOW_PX and THREADS must be given on the command line"
#endif
#ifndef WARP
#define WARP 32
#endif

typedef unsigned char Pixel;
typedef long long int64;

// Where a level of the pyramid lies in the memory of a frame. Pixel (0, 0) stands `PAD` rows and columns in, so
// that a patch which touches the image needs no bounds checks.
struct Level {
    int64 width, height, pitch, offset;
};

// One point to be followed over frames first_frame, first_frame + frame_step, ...
struct Path {
    int first_frame, frame_step, n_steps, out_step;
    float x, y;
    int64 out;  // index of the start position among the results; later ones follow out_step apart
};

const int PAD = WINDOW_PX + 1;
const int AREA = WINDOW_PX * WINDOW_PX;
const int PATCH = WINDOW_PX + 3;  // the template with the neighbours that its derivatives need
const int PATCH_PITCH = (PATCH + 3) / 4 * 4;
const int WARPS = THREADS / WARP;
const unsigned int ALL_LANES = 0xffffffffu;

const int WEIGHT_BITS = 14;
const int KEPT_BITS = 5;  // fraction bits of an interpolated grey value
const float SUM_SCALE = 1.0f / (1 << 20);
const float SMALLEST_EIGENVALUE = 1e-4f;
const float SMALLEST_DETERMINANT = 1.1920929e-7f;
const float FARTHEST_PX = 1e6f;

// The patch is cut into columns of ROWS pixels; a thread takes whole columns, from top to bottom, so that it can keep
// what the next pixel needs again. |difference| <= 255 << KEPT_BITS and |derivative| <= 16 * 255: the products of 64
// pixels fit into 32 bits.
const int MOST_ROWS = 64;
const int STRIPS = THREADS / WINDOW_PX > (WINDOW_PX + MOST_ROWS - 1) / MOST_ROWS
                       ? THREADS / WINDOW_PX
                       : (WINDOW_PX + MOST_ROWS - 1) / MOST_ROWS;
const int ROWS = (WINDOW_PX + STRIPS - 1) / STRIPS;
const int COLUMNS = WINDOW_PX * STRIPS;

static_assert(THREADS % WARP == 0, "a block is made of whole warps");
static_assert(WINDOW_PX >= 3, "a patch has a neighbourhood");

// ---------------------------------------------------------------------------------------------- pyramids

// Mirror an index at the borders without repeating the border itself: ... 2 1 | 0 1 2 ...
__device__ __forceinline__ int reflect101(int index, int length) {
    if (length == 1) return 0;
    while (index < 0 || index >= length) index = index < 0 ? -index : 2 * length - 2 - index;
    return index;
}

// Copy frames (frames, height, width) into level 0 of the pyramids from `first` on, with mirrored borders.
// A thread per padded pixel along x of the grid, frames along y.
extern "C" __global__ void pad_frames(
    const Pixel* __restrict__ raw, Pixel* __restrict__ pyramids, const Level* __restrict__ levels,
    int64 frame_bytes, int first, int n_frames) {
    const int width = (int)levels[0].width, height = (int)levels[0].height;
    const int padded = width + 2 * PAD;
    const int place = (int)(blockIdx.x * blockDim.x + threadIdx.x);
    if (place >= padded * (height + 2 * PAD)) return;
    const int row = place / padded, column = place % padded;
    const int source = reflect101(row - PAD, height) * width + reflect101(column - PAD, width);
    for (int frame = (int)blockIdx.y; frame < n_frames; frame += (int)gridDim.y) {
        Pixel* level = pyramids + (first + frame) * frame_bytes + levels[0].offset;
        level[row * levels[0].pitch + column] = raw[frame * ((int64)width * height) + source];
    }
}

// Halve a level into the next one (5x5 binomial, as cv2.pyrDown), with mirrored borders.
// A thread per padded pixel of the target along x of the grid, frames along y.
extern "C" __global__ void halve_frames(
    Pixel* __restrict__ pyramids, const Level* __restrict__ levels, int target, int64 frame_bytes, int first,
    int n_frames) {
    const Level to = levels[target], from = levels[target - 1];
    const int padded = (int)to.width + 2 * PAD;
    const int place = (int)(blockIdx.x * blockDim.x + threadIdx.x);
    if (place >= padded * ((int)to.height + 2 * PAD)) return;
    const int row = place / padded, column = place % padded;
    const int from_row = 2 * reflect101(row - PAD, (int)to.height) - 2 + PAD;
    const int from_column = 2 * reflect101(column - PAD, (int)to.width) - 2 + PAD;
    const int binomial[5] = {1, 4, 6, 4, 1};
    for (int frame = (int)blockIdx.y; frame < n_frames; frame += (int)gridDim.y) {
        Pixel* pyramid = pyramids + (first + frame) * frame_bytes;
        const Pixel* pixels = pyramid + from.offset + from_row * from.pitch + from_column;
        int sum = 1 << 7;
        for (int y = 0; y < 5; ++y) {
            const Pixel* line = pixels + y * from.pitch;
            sum += binomial[y] * (line[0] + 4 * line[1] + 6 * line[2] + 4 * line[3] + line[4]);
        }
        pyramid[to.offset + row * to.pitch + column] = (Pixel)(sum >> 8);
    }
}

// ---------------------------------------------------------------------------------------------- tracking

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

// Copy the grey values that the template and its derivatives need into shared memory.
__device__ __forceinline__ void load_patch(
    Template& shared, const Pixel* __restrict__ pixels, const Level& level, const Corner& corner) {
    const int rows = (PATCH + STRIPS - 1) / STRIPS, pitch = (int)level.pitch;
    for (int column = (int)threadIdx.x; column < PATCH * STRIPS; column += THREADS) {
        const int x = column % PATCH, first = column / PATCH * rows;
        const int end = first + rows < PATCH ? first + rows : PATCH;
        const Pixel* from = pixels + (corner.y + PAD - 1 + first) * level.pitch + (corner.x + PAD - 1 + x);
        for (int i = first * PATCH_PITCH + x; i < end * PATCH_PITCH; i += PATCH_PITCH, from += pitch)
            shared.patch[i] = *from;
    }
}

// Four neighbouring grey values of a line of the patch, filtered along x for the derivatives at the middle two.
struct Line {
    int grey[2], steep[2], smooth[2];
};

__device__ __forceinline__ Line line_of(const Pixel* patch) {
    const int p[4] = {patch[0], patch[1], patch[2], patch[3]};
    Line line;
    for (int i = 0; i < 2; ++i) {
        line.grey[i] = p[i + 1];
        line.steep[i] = p[i + 2] - p[i];
        line.smooth[i] = 3 * (p[i] + p[i + 2]) + 10 * p[i + 1];
    }
    return line;
}

// Scharr derivatives of two neighbouring pixels.
struct Slopes {
    int x[2], y[2];
};

// The derivatives on the middle one of three lines; outside the image, whose pixel stands there, they are zero.
__device__ __forceinline__ Slopes slopes_of(
    const Line& above, const Line& middle, const Line& below, int at_x, int at_y, const Level& level, bool inside) {
    Slopes slopes;
    for (int i = 0; i < 2; ++i) {
        slopes.x[i] = 3 * (above.steep[i] + below.steep[i]) + 10 * middle.steep[i];
        slopes.y[i] = below.smooth[i] - above.smooth[i];
        if (!inside && (at_x + i < 0 || at_x + i >= level.width || at_y < 0 || at_y >= level.height))
            slopes.x[i] = slopes.y[i] = 0;
    }
    return slopes;
}

// Interpolate grey values and derivatives of the template; sums gets the products of the latter: xx, xy, yy.
__device__ __forceinline__ void make_template(
    int64 (&sums)[3], Template& shared, const Corner& corner, const Level& level, int& turn) {
    const bool inside = corner.x >= 0 && corner.y >= 0 && corner.x + WINDOW_PX < level.width &&
                        corner.y + WINDOW_PX < level.height;
    sums[0] = sums[1] = sums[2] = 0;
    for (int column = (int)threadIdx.x; column < COLUMNS; column += THREADS) {
        const int x = column % WINDOW_PX, first = column / WINDOW_PX * ROWS;
        const int end = first + ROWS < WINDOW_PX ? first + ROWS : WINDOW_PX;
        const Pixel* patch = shared.patch + first * PATCH_PITCH + x;
        Line above = line_of(patch), middle = line_of(patch + PATCH_PITCH), below = line_of(patch + 2 * PATCH_PITCH);
        Slopes upper = slopes_of(above, middle, below, corner.x + x, corner.y + first, level, inside);
        int xx = 0, xy = 0, yy = 0;
        for (int y = first; y < end; ++y) {
            patch += PATCH_PITCH;
            above = middle;
            middle = below;
            below = line_of(patch + 2 * PATCH_PITCH);
            const Slopes lower = slopes_of(above, middle, below, corner.x + x, corner.y + y + 1, level, inside);
            const int grey = rounded_shift(weighted(corner, above.grey, middle.grey), WEIGHT_BITS - KEPT_BITS);
            const int slope_x = rounded_shift(weighted(corner, upper.x, lower.x), WEIGHT_BITS);
            const int slope_y = rounded_shift(weighted(corner, upper.y, lower.y), WEIGHT_BITS);
            upper = lower;
            shared.grey[y * WINDOW_PX + x] = (short)grey;
            shared.slope[y * WINDOW_PX + x].x = (short)slope_x;
            shared.slope[y * WINDOW_PX + x].y = (short)slope_y;
            xx += slope_x * slope_x;
            xy += slope_x * slope_y;
            yy += slope_y * slope_y;
        }
        sums[0] += xx;
        sums[1] += xy;
        sums[2] += yy;
    }
    sum_over_block(sums, shared, turn);
}

// Walk the other frame's patch beside the template and sum over it: the products of the differences with the
// template's derivatives along x and y or, with COUNT 1, the sizes of the differences.
template <int COUNT>
__device__ __forceinline__ void compare(
    int64 (&sums)[COUNT], Template& shared, const Pixel* __restrict__ pixels, const Level& level,
    const Corner& corner, int& turn) {
    const Pixel* from = pixels + (corner.y + PAD) * level.pitch + (corner.x + PAD);
    const int pitch = (int)level.pitch;
    for (int i = 0; i < COUNT; ++i) sums[i] = 0;
    for (int column = (int)threadIdx.x; column < COLUMNS; column += THREADS) {
        const int x = column % WINDOW_PX, first = column / WINDOW_PX * ROWS;
        const int end = first + ROWS < WINDOW_PX ? first + ROWS : WINDOW_PX;
        const Pixel* at = from + first * pitch + x;
        int upper[2] = {at[0], at[1]};
        int sum[2] = {0, 0};
        for (int i = first * WINDOW_PX + x; i < end * WINDOW_PX; i += WINDOW_PX) {
            at += pitch;
            const int lower[2] = {at[0], at[1]};
            const int grey = rounded_shift(weighted(corner, upper, lower), WEIGHT_BITS - KEPT_BITS);
            const int off = grey - shared.grey[i];
            upper[0] = lower[0];
            upper[1] = lower[1];
            if (COUNT == 1) {
                sum[0] += off < 0 ? -off : off;
            } else {
                sum[0] += off * shared.slope[i].x;
                sum[1] += off * shared.slope[i].y;
            }
        }
        for (int i = 0; i < COUNT; ++i) sums[i] += sum[i];
    }
    sum_over_block(sums, shared, turn);
}

// Mean absolute difference in grey levels between the template and the patch where the point was found.
__device__ __forceinline__ float residual_at(
    Template& shared, const Pixel* __restrict__ pixels, const Level& level, const Corner& corner, int& turn) {
    int64 sums[1];
    compare(sums, shared, pixels, level, corner, turn);
    return (float)sums[0] / (float)(AREA << KEPT_BITS);
}

// Follow a point on one level; returns whether it is still held, and moves `next` (of that level) to it.
// All values are the same in every thread of the block.
__device__ __forceinline__ bool follow_on_level(
    float x, float y, float2& next, Template& shared, const Pixel* __restrict__ previous,
    const Pixel* __restrict__ following, const Level& level, int max_iterations, float epsilon_squared, int& turn) {
    const float half = (WINDOW_PX - 1) * 0.5f;
    const Corner origin = corner_at(x - half, y - half);
    if (!touches(origin, level)) return false;
    load_patch(shared, previous, level, origin);
    __syncthreads();
    int64 products[3];
    make_template(products, shared, origin, level, turn);
    const float xx = products[0] * SUM_SCALE, xy = products[1] * SUM_SCALE, yy = products[2] * SUM_SCALE;
    const float determinant = xx * yy - xy * xy;
    const float eigenvalue = (yy + xx - sqrtf((xx - yy) * (xx - yy) + 4.0f * xy * xy)) / (2 * AREA);
    if (eigenvalue < SMALLEST_EIGENVALUE || determinant < SMALLEST_DETERMINANT) return false;
    const float inverse = 1.0f / determinant;

    float at_x = next.x - half, at_y = next.y - half, last_x = 0.0f, last_y = 0.0f;
    for (int iteration = 0; iteration < max_iterations; ++iteration) {
        const Corner corner = corner_at(at_x, at_y);
        if (!touches(corner, level)) return false;
        int64 sums[2];
        compare(sums, shared, following, level, corner, turn);
        const float along_x = sums[0] * SUM_SCALE, along_y = sums[1] * SUM_SCALE;
        const float step_x = (xy * along_y - yy * along_x) * inverse;
        const float step_y = (xy * along_x - xx * along_y) * inverse;
        at_x += step_x;
        at_y += step_y;
        next.x = at_x + half;
        next.y = at_y + half;
        if (step_x * step_x + step_y * step_y <= epsilon_squared) break;
        if (iteration > 0 && fabsf(step_x + last_x) <= 0.01f && fabsf(step_y + last_y) <= 0.01f) {
            next.x -= step_x * 0.5f;
            next.y -= step_y * 0.5f;
            break;
        }
        last_x = step_x;
        last_y = step_y;
    }
    return true;
}

// Follow points over frames, one block per path, block numbers along x of the grid.
//
// positions[path.out + k * path.out_step] is where the point is after k steps; NaN from the step on that lost it.
// residuals, if given, holds the mean absolute grey difference of each step at the same places (0 at the start).
extern "C" __global__ void __launch_bounds__(THREADS) track_paths(
    const Pixel* __restrict__ pyramids, const Level* __restrict__ levels, int n_levels, int64 frame_bytes,
    const Path* __restrict__ paths, float2* __restrict__ positions, float* __restrict__ residuals,
    int max_iterations, float epsilon_squared) {
    __shared__ Template shared;
    const Path path = paths[blockIdx.x];
    const float half = (WINDOW_PX - 1) * 0.5f;
    const float lost = __int_as_float(0x7fc00000);
    float x = path.x, y = path.y;
    bool held = fabsf(x) < FARTHEST_PX && fabsf(y) < FARTHEST_PX;
    int turn = 0;
    if (threadIdx.x == 0) {
        positions[path.out] = make_float2(x, y);
        if (residuals) residuals[path.out] = 0.0f;
    }
    for (int step = 0; step < path.n_steps; ++step) {
        const int64 frame = path.first_frame + (int64)step * path.frame_step;
        const Pixel* previous = pyramids + frame * frame_bytes;
        const Pixel* following = previous + path.frame_step * frame_bytes;
        float residual = lost;
        if (held) {
            float2 next;
            for (int i = n_levels - 1; i >= 0; --i) {
                const Level level = levels[i];
                const float scale = 1.0f / (1 << i);
                next = i == n_levels - 1 ? make_float2(x * scale, y * scale) : make_float2(next.x * 2, next.y * 2);
                held = follow_on_level(
                    x * scale, y * scale, next, shared, previous + level.offset, following + level.offset, level,
                    max_iterations, epsilon_squared, turn);
            }
            const Corner corner = corner_at(next.x - half, next.y - half);
            held = held && touches(corner, levels[0]);
            if (held && residuals)
                residual = residual_at(shared, following + levels[0].offset, levels[0], corner, turn);
            x = next.x;
            y = next.y;
        }
        if (threadIdx.x == 0) {
            const int64 out = path.out + (int64)(step + 1) * path.out_step;
            positions[out] = held ? make_float2(x, y) : make_float2(lost, lost);
            if (residuals) residuals[out] = residual;
        }
    }
}

// ---------------------------------------------------------------------------------------------- windows

// Blend forward and reverse tracks of moving-average windows and sum them per frame and label.
//
// tracks is (2, windows, window_frames, labels), forward before reverse, in order of frames; weights are those of the
// forward track by age. A thread per (frame, label): it passes the windows that cover its frame in order of age, so
// that no two threads write to one sum and the order of additions is fixed. sums is (frames, labels, 3): x, y, gap in
// pixels; counts is (frames, labels, 3): windows that hold a position, that hold both tracks, that lost one.
extern "C" __global__ void sum_windows(
    const float2* __restrict__ tracks, const double* __restrict__ weights, double* __restrict__ sums,
    int* __restrict__ counts, int n_windows, int window_frames, int n_labels) {
    const int n_frames = n_windows + window_frames - 1;
    const float2* reverse = tracks + (int64)n_windows * window_frames * n_labels;
    const int64 place = (int64)blockIdx.x * blockDim.x + threadIdx.x;
    if (place >= (int64)n_frames * n_labels) return;
    const int frame = (int)(place / n_labels), label = (int)(place % n_labels);
    double x = 0.0, y = 0.0, gap = 0.0;
    int held = 0, both = 0, lost = 0;
    for (int age = 0; age < window_frames; ++age) {
        const int window = frame - age;
        if (window < 0 || window >= n_windows) continue;
        const int64 at = ((int64)window * window_frames + age) * n_labels + label;
        const double weight = weights[age], rest = 1.0 - weight;
        const double to_x = tracks[at].x, to_y = tracks[at].y, fro_x = reverse[at].x, fro_y = reverse[at].y;
        const bool has_forward = to_x == to_x, has_reverse = fro_x == fro_x;
        if (has_forward && has_reverse) {
            x += weight * to_x + rest * fro_x;
            y += weight * to_y + rest * fro_y;
            gap += sqrt((to_x - fro_x) * (to_x - fro_x) + (to_y - fro_y) * (to_y - fro_y));
        } else if (has_forward || has_reverse) {
            x += has_forward ? to_x : fro_x;
            y += has_forward ? to_y : fro_y;
        }
        held += has_forward || has_reverse;
        both += has_forward && has_reverse;
        lost += !(has_forward && has_reverse);
    }
    sums[3 * place] = x;
    sums[3 * place + 1] = y;
    sums[3 * place + 2] = gap;
    counts[3 * place] = held;
    counts[3 * place + 1] = both;
    counts[3 * place + 2] = lost;
}
