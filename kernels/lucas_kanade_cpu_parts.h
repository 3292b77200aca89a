// What lucas_kanade_cpu.cpp works on: levels, cells, templates; and what all instruction sets share.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

constexpr int kStepPx = 16;     // pixels of a vector
constexpr int kBlockPx = 8;     // pixels that OpenCV adds up in one go
constexpr int kMaxWindow = 96;    // side of the window, pixels
constexpr int kUsualWindow = 45;  // has code of its own
constexpr int kCellPx = 8;
constexpr int kMaxSide = kMaxWindow + kCellPx + 2;
constexpr int kMaxRowPx = kMaxSide + kCellPx + kStepPx;
constexpr int kWeightBits = 14;
constexpr int kGreyShift = kWeightBits - 5;  // five fraction bits are kept
constexpr float kScale = 1.0f / (1 << 20);

struct Level {
    const uint8_t* origin;  // pixel (0, 0)
    int64_t stride;
    int32_t width, height;
};

struct Point {
    float x, y;
};

struct Matrix {
    float xx, xy, yy;
};

// Weights of the four neighbours in bilinear interpolation, as OpenCV rounds them.
struct Weights {
    int top_left, top_right, bottom_left, bottom_right;

    Weights() = default;
    Weights(float a, float b) {
        const float one = 1 << kWeightBits;
        top_left = static_cast<int>(std::lrintf((1.f - a) * (1.f - b) * one));
        top_right = static_cast<int>(std::lrintf(a * (1.f - b) * one));
        bottom_left = static_cast<int>(std::lrintf((1.f - a) * b * one));
        bottom_right = (1 << kWeightBits) - top_left - top_right - bottom_left;
    }
};

// The pixels around kCellPx x kCellPx window corners, as int16: whatever corner lies in the cell, its window lies here.
// Points that wander close together, such as the same label in overlapping windows, share it. Pixels beyond the
// image are mirrored (reflect-101), as OpenCV pads its pyramids. One pixel more than windows reach is kept on each
// side, for derivatives.
struct Cell {
    int32_t x0, y0;  // first corner, pixels of the level
    int32_t row_px;
    uint32_t last_used;  // 0: holds nothing
    alignas(64) int16_t grey[kMaxSide * kMaxRowPx];

    bool holds(int x, int y) const {
        return last_used && x >= x0 && x < x0 + kCellPx && y >= y0 && y < y0 + kCellPx;
    }
    int64_t at(int x, int y) const { return int64_t(y - y0 + 1) * row_px + (x - x0 + 1); }
};

// The same with Scharr derivatives, which OpenCV takes for zero outside the image.
struct SlopedCell : Cell {
    alignas(64) int16_t dx[kMaxSide * kMaxRowPx];
    alignas(64) int16_t dy[kMaxSide * kMaxRowPx];
};

// What a point's surroundings look like in the previous frame, row after row of `row_px`. Vector code keeps the
// derivatives in an order of its own, and those of the last pixels of a row, less than a block, once more as int32.
struct Template {
    int row_px = 0;
    alignas(64) int16_t grey[kMaxWindow * kMaxWindow];
    alignas(64) int16_t dx[kMaxWindow * kMaxWindow];
    alignas(64) int16_t dy[kMaxWindow * kMaxWindow];
    alignas(64) int32_t rest[kMaxWindow * 2 * kBlockPx];
};

// A window of one point: where it begins in a cell, and how far it lies between pixels.
template <class SomeCell, class SomeTemplate>
struct Task {
    const SomeCell* cell;
    int64_t from;
    Weights weights;
    SomeTemplate* window;
};

using FillTask = Task<SlopedCell, Template>;
using CompareTask = Task<Cell, const Template>;

inline int whole_steps(int px, int step_px) { return (px + step_px - 1) / step_px * step_px; }

inline int mirrored(int at, int length) {
    if (length == 1) return 0;
    while (at < 0 || at >= length) at = at < 0 ? -at : 2 * length - 2 - at;
    return at;
}

// The order of OpenCV's sums: whole blocks of eight pixels go into four lanes, the rest of each row one by one; the
// lanes are joined last.
inline float joined(const float lanes[4]) { return (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]); }

// Rows around one that is kept when a level is halved with the weights 1 4 6 4 1, down and across.
constexpr int kMarginPx = 2;

struct FiveRows {
    const uint8_t* rows[5];

    FiveRows(const Level& level, int middle) {
        for (int k = 0; k < 5; ++k) rows[k] = level.origin + mirrored(middle + k - 2, level.height) * level.stride;
    }
    int sum(int x) const { return rows[0][x] + rows[4][x] + 4 * (rows[1][x] + rows[3][x]) + 6 * rows[2][x]; }
};

template <class Number>
void mirror_ends(Number* sums, int width) {
    for (int k = 1; k <= kMarginPx; ++k) {
        sums[-k] = sums[mirrored(-k, width)];
        sums[width - 1 + k] = sums[mirrored(width - 1 + k, width)];
    }
}

template <class Number>
uint8_t rounded_mean(const Number* s) {
    return static_cast<uint8_t>((s[-2] + s[2] + 4 * (s[-1] + s[1]) + 6 * s[0] + 128) >> 8);
}

inline void read_grey(const Level& level, int side, Cell& cell) {
    const int left = cell.x0 - 1, top = cell.y0 - 1;
    const int first = std::clamp(-left, 0, side);
    const int rounded = whole_steps(side, kStepPx);
    const int end = left + rounded <= level.width ? rounded : std::clamp(level.width - left, first, side);
    for (int y = 0; y < side; ++y) {
        const uint8_t* row = level.origin + mirrored(top + y, level.height) * level.stride;
        int16_t* grey = cell.grey + y * cell.row_px;
        for (int x = 0; x < first; ++x) grey[x] = row[mirrored(left + x, level.width)];
        for (int x = first; x < end; ++x) grey[x] = row[left + x];
        for (int x = end; x < side; ++x) grey[x] = row[mirrored(left + x, level.width)];
    }
}

inline void make_slopes(const Level& level, int side, SlopedCell& cell) {
    for (int y = 1; y < side - 1; ++y) {
        const int16_t* row = cell.grey + y * cell.row_px;
        const int16_t* above = row - cell.row_px;
        const int16_t* below = row + cell.row_px;
        int16_t* __restrict dx = cell.dx + y * cell.row_px;
        int16_t* __restrict dy = cell.dy + y * cell.row_px;
        for (int x = 1; x < side - 1; ++x) {
            const int16_t ends = (above[x + 1] + below[x + 1]) - (above[x - 1] + below[x - 1]);
            const int16_t sides = (below[x - 1] + below[x + 1]) - (above[x - 1] + above[x + 1]);
            dx[x] = static_cast<int16_t>(3 * ends + 10 * (row[x + 1] - row[x - 1]));
            dy[x] = static_cast<int16_t>(3 * sides + 10 * (below[x] - above[x]));
        }
    }
    const int left = cell.x0 - 1, top = cell.y0 - 1;
    if (left >= 0 && top >= 0 && left + side <= level.width && top + side <= level.height) return;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const bool inside = left + x >= 0 && left + x < level.width && top + y >= 0 && top + y < level.height;
            if (!inside) cell.dx[y * cell.row_px + x] = cell.dy[y * cell.row_px + x] = 0;
        }
    }
}
