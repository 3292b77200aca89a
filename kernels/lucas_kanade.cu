// Pyramidal Lucas-Kanade along whole windows of frames, in OpenCV's integer arithmetic.
//
// Compile with -DWINDOW_PX=<side of the patch> -DTHREADS=<threads of a block of track_paths> and without fused
// multiply-add, so that the few float operations round as on the CPU. All sums over a patch are exact integers:
// the result does not depend on the number of threads. `cuda/sources.py` puts the parts in place, so that NVRTC needs
// no headers; tests/kernels runs the whole on the CPU.

#if !defined(WINDOW_PX) || !defined(THREADS)
#error "WINDOW_PX and THREADS must be given on the command line"
#endif
#ifndef WARP
#define WARP 32
#endif

#include "layout.cuh"
#include "pyramids.cuh"
#include "patch.cuh"
#include "template.cuh"
#include "window_sums.cuh"

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
