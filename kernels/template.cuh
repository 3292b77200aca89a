// The patch that is looked for: its grey values and derivatives, and how far another patch is from it.

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
