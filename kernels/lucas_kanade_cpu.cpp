// Pyramidal Lucas-Kanade for many points of one frame pair, with the integer arithmetic of OpenCV's.
//
// Bouguet, "Pyramidal implementation of the affine Lucas Kanade feature tracker" (2001), as
// cv::calcOpticalFlowPyrLK computes it: patches in 14-bit fixed point, Scharr derivatives, reflect-101 borders,
// derivatives zero outside the image; and float sums in the order in which OpenCV's 128-bit vectors add them, so that
// results are equal to the last bit. What is done otherwise: derivatives are made for cells of the image instead of
// whole frames, and nothing is padded. One thread; the caller spreads points or directions over threads. Plain C
// interface, for ctypes. Compile without fused multiply-add (-ffp-contract=off).

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define HAS_VECTOR_PATHS 1
#include <immintrin.h>
#else
#define HAS_VECTOR_PATHS 0
#endif

namespace {

constexpr int kStepPx = 16;           // pixels of a vector
constexpr int kBlockPx = 8;           // pixels that OpenCV adds up in one go
constexpr int kMaxWindow = 96;       // side of the window, pixels
constexpr int kCellPx = 8;
constexpr int kPatchRows = kMaxWindow + kCellPx;
constexpr int kPatchPx = kMaxWindow + kCellPx + 2 * kStepPx;
constexpr int kSlopeSlots = 16;  // a power of two
constexpr int kOverreadPx = 2 * kStepPx + kCellPx;
constexpr int kRegionRows = kMaxWindow + kCellPx + 2;
constexpr int kRegionPx = kRegionRows + kOverreadPx;
constexpr int kWeightBits = 14;
constexpr int kTemplateShift = kWeightBits - 5;  // five fraction bits are kept
constexpr float kScale = 1.0f / (1 << 20);

struct Level {
    const uint8_t* origin;  // pixel (0, 0)
    int64_t stride;
    int32_t width, height;

    const uint8_t* at(int x, int y) const { return origin + y * stride + x; }
};

// Pixels of a level, from (x, y) on; beyond the image they are mirrored.
struct Region {
    int x, y, columns, rows;
};

struct Point {
    float x, y;
};

struct Weights {
    int top_left, top_right, bottom_left, bottom_right;
};

struct Matrix {
    float xx, xy, yy;
};

// Scharr derivatives around one cell of kCellPx x kCellPx window corners: whatever corner lies in the cell, its
// window lies in the patch. Points that wander close together, such as the same label in overlapping windows, share it.
struct Slopes {
    int32_t x0 = INT32_MIN, y0 = INT32_MIN;  // corner of the cell, pixels of the level
    alignas(64) int16_t dx[kPatchRows * kPatchPx];
    alignas(64) int16_t dy[kPatchRows * kPatchPx];

    bool is_for(int x, int y) const { return x0 == x && y0 == y; }
};

// What a point's surroundings look like in the previous frame, row after row of `row_px`; whole blocks of the window
// have their derivatives once more in the order in which AVX2 multiplies them.
struct Template {
    int row_px = 0;
    alignas(64) int16_t grey[kMaxWindow * kMaxWindow];
    alignas(64) int16_t dx[kMaxWindow * kMaxWindow];
    alignas(64) int16_t dy[kMaxWindow * kMaxWindow];
    alignas(64) int16_t zipped[2 * kMaxWindow * kMaxWindow];
    alignas(64) int16_t difference[kMaxWindow * kMaxWindow];
};

// All that one thread works with; too large for a stack.
struct Bench {
    Template window;
    Slopes slopes[kSlopeSlots];
    uint8_t mirrored[kRegionRows * kRegionPx];
};

inline int mirrored(int at, int length) {
    if (length == 1) return 0;
    while (at < 0 || at >= length) at = at < 0 ? -at : 2 * length - 2 - at;
    return at;
}

// The level itself where the region lies in it and vectors may read past its end, else a copy of just that region
// that is addressed the same way. Border pixels are reflected (reflect-101), as OpenCV pads its pyramids.
inline Level readable(const Level& level, const Region& r, uint8_t* buffer) {
    const bool is_inside = r.x >= 0 && r.y >= 0 && r.x + r.columns <= level.width && r.y + r.rows <= level.height;
    const int64_t past_end = int64_t(r.y + r.rows - 1) * level.stride + r.x + r.columns + kOverreadPx;
    if (is_inside && past_end <= int64_t(level.height - 1) * level.stride + level.width) return level;
    int from[kRegionRows];
    for (int x = 0; x < r.columns; ++x) from[x] = mirrored(r.x + x, level.width);
    const int first = std::clamp(-r.x, 0, r.columns), end = std::clamp(level.width - r.x, first, r.columns);
    for (int y = 0; y < r.rows; ++y) {
        const uint8_t* row = level.at(0, mirrored(r.y + y, level.height));
        uint8_t* copy = buffer + y * kRegionPx;
        for (int x = 0; x < first; ++x) copy[x] = row[from[x]];
        if (end > first) std::memcpy(copy + first, row + r.x + first, end - first);
        for (int x = end; x < r.columns; ++x) copy[x] = row[from[x]];
    }
    return {buffer - r.y * kRegionPx - r.x, kRegionPx, level.width, level.height};
}

inline Weights weights_of(float a, float b) {
    const float one = 1 << kWeightBits;
    Weights w;
    w.top_left = static_cast<int>(std::lrintf((1.f - a) * (1.f - b) * one));
    w.top_right = static_cast<int>(std::lrintf(a * (1.f - b) * one));
    w.bottom_left = static_cast<int>(std::lrintf((1.f - a) * b * one));
    w.bottom_right = (1 << kWeightBits) - w.top_left - w.top_right - w.bottom_left;
    return w;
}

inline int whole_steps(int px, int step_px) { return (px + step_px - 1) / step_px * step_px; }

inline int rounded_shift(int value, int bits) { return (value + (1 << (bits - 1))) >> bits; }

// OpenCV takes derivatives for zero outside the image.
inline void clear_outside(const Level& level, int columns, int rows, Slopes& patch) {
    const int x0 = patch.x0, y0 = patch.y0;
    if (x0 >= 0 && y0 >= 0 && x0 + columns <= level.width && y0 + rows <= level.height) return;
    for (int y = 0; y < rows; ++y) {
        for (int x = 0; x < columns; ++x) {
            const bool inside = x0 + x >= 0 && x0 + x < level.width && y0 + y >= 0 && y0 + y < level.height;
            if (!inside) patch.dx[y * kPatchPx + x] = patch.dy[y * kPatchPx + x] = 0;
        }
    }
}

// The order of OpenCV's sums: whole blocks of eight pixels go into four lanes, the rest of each row one by one; the
// lanes are joined last.
inline float joined(const float lanes[4]) { return (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]); }

inline void add_rest(const Template& t, int window, Matrix& sum) {
    for (int y = 0; y < window; ++y) {
        for (int x = window / kBlockPx * kBlockPx; x < window; ++x) {
            const int dx = t.dx[y * t.row_px + x], dy = t.dy[y * t.row_px + x];
            sum.xx += static_cast<float>(dx * dx);
            sum.xy += static_cast<float>(dx * dy);
            sum.yy += static_cast<float>(dy * dy);
        }
    }
}

inline void add_rest(const Template& t, int window, Point& sum) {
    for (int y = 0; y < window; ++y) {
        for (int x = window / kBlockPx * kBlockPx; x < window; ++x) {
            const int at = y * t.row_px + x;
            sum.x += static_cast<float>(t.difference[at] * t.dx[at]);
            sum.y += static_cast<float>(t.difference[at] * t.dy[at]);
        }
    }
}

struct Portable {
    static void slope_rows(const Level& level, int columns, int rows, Slopes& patch) {
        for (int y = 0; y < rows; ++y) {
            const uint8_t* row = level.at(patch.x0, patch.y0 + y);
            const uint8_t* above = row - level.stride;
            const uint8_t* below = row + level.stride;
            int16_t* dx = patch.dx + y * kPatchPx;
            int16_t* dy = patch.dy + y * kPatchPx;
            for (int x = 0; x < columns; ++x) {
                const int left = 3 * (above[x - 1] + below[x - 1]) + 10 * row[x - 1];
                const int right = 3 * (above[x + 1] + below[x + 1]) + 10 * row[x + 1];
                dx[x] = static_cast<int16_t>(right - left);
                dy[x] = static_cast<int16_t>(3 * (below[x - 1] - above[x - 1] + below[x + 1] - above[x + 1]) +
                                             10 * (below[x] - above[x]));
            }
        }
    }

    static void fill(const Level& level, const Slopes& patch, int x0, int y0, int window, const Weights& w,
                     Template& t) {
        const int first = (y0 - patch.y0) * kPatchPx + x0 - patch.x0;
        for (int y = 0; y < window; ++y) {
            const uint8_t* p = level.at(x0, y0 + y);
            for (int x = 0; x < window; ++x) {
                const int at = y * t.row_px + x, there = first + y * kPatchPx + x;
                t.grey[at] = static_cast<int16_t>(grey_at(p + x, level.stride, w));
                t.dx[at] = static_cast<int16_t>(blend(patch.dx + there, w));
                t.dy[at] = static_cast<int16_t>(blend(patch.dy + there, w));
            }
        }
    }

    static Matrix structure(const Template& t, int window) {
        float xx[4] = {}, xy[4] = {}, yy[4] = {};
        for (int y = 0; y < window; ++y) {
            for (int x = 0; x < window / kBlockPx * kBlockPx; ++x) {
                const float dx = t.dx[y * t.row_px + x], dy = t.dy[y * t.row_px + x];
                xx[x % 4] += dx * dx;
                xy[x % 4] += dx * dy;
                yy[x % 4] += dy * dy;
            }
        }
        Matrix sum = {};
        add_rest(t, window, sum);
        return {sum.xx + joined(xx), sum.xy + joined(xy), sum.yy + joined(yy)};
    }

    static void compare(const Level& level, int x0, int y0, int window, const Weights& w, Template& t) {
        for (int y = 0; y < window; ++y) {
            const uint8_t* p = level.at(x0, y0 + y);
            for (int x = 0; x < window; ++x) {
                const int at = y * t.row_px + x;
                t.difference[at] = static_cast<int16_t>(grey_at(p + x, level.stride, w) - t.grey[at]);
            }
        }
    }

    static Point mismatch(const Template& t, int window) {
        float bx[4] = {}, by[4] = {};
        for (int y = 0; y < window; ++y) {
            for (int x = 0; x + kBlockPx <= window; x += kBlockPx) {
                const int16_t* difference = t.difference + y * t.row_px + x;
                const int16_t* dx = t.dx + y * t.row_px + x;
                const int16_t* dy = t.dy + y * t.row_px + x;
                for (int k = 0; k < 4; ++k) {
                    bx[k] += static_cast<float>(difference[k] * dx[k] + difference[k + 4] * dx[k + 4]);
                    by[k] += static_cast<float>(difference[k] * dy[k] + difference[k + 4] * dy[k + 4]);
                }
            }
        }
        Point sum = {};
        add_rest(t, window, sum);
        return {sum.x + joined(bx), sum.y + joined(by)};
    }

   private:
    static int grey_at(const uint8_t* p, int64_t stride, const Weights& w) {
        const uint8_t* q = p + stride;
        return rounded_shift(p[0] * w.top_left + p[1] * w.top_right + q[0] * w.bottom_left + q[1] * w.bottom_right,
                             kTemplateShift);
    }

    static int blend(const int16_t* d, const Weights& w) {
        return rounded_shift(d[0] * w.top_left + d[1] * w.top_right + d[kPatchPx] * w.bottom_left +
                                 d[kPatchPx + 1] * w.bottom_right,
                             kWeightBits);
    }
};

#include "lucas_kanade_avx2.h"

struct Settings {
    int32_t window_px, max_iterations;
    float epsilon;
    float min_eigenvalue;
};

inline bool is_far(int x, int y, int window, const Level& level) {
    return x < -window || x >= level.width || y < -window || y >= level.height;
}

// Derivatives for a window whose corner is (x, y), from the slot where they may be already.
template <class Code>
const Slopes& slopes_at(const Level& level, int x, int y, int window, Bench& bench) {
    const int cell_x = x & ~(kCellPx - 1), cell_y = y & ~(kCellPx - 1);
    Slopes& slot = bench.slopes[(cell_x / kCellPx + 5 * (cell_y / kCellPx)) & (kSlopeSlots - 1)];
    if (!slot.is_for(cell_x, cell_y)) {
        slot.x0 = cell_x;
        slot.y0 = cell_y;
        const int side = window + kCellPx;
        const Region region = {cell_x - 1, cell_y - 1, side + 2, side + 2};
        Code::slope_rows(readable(level, region, bench.mirrored), side, side, slot);
        clear_outside(level, side, side, slot);
    }
    return slot;
}

// One point on one level; returns whether it could be followed there. `guess` comes in and goes out.
template <class Code>
bool follow_on_level(const Level& from, const Level& to, const Settings& s, Point at, Point& guess, Bench& bench) {
    const int window = s.window_px;
    const float half = (window - 1) * 0.5f;
    const Point corner = {at.x - half, at.y - half};
    const int x0 = static_cast<int>(std::floor(corner.x)), y0 = static_cast<int>(std::floor(corner.y));
    if (is_far(x0, y0, window, from)) return false;
    const Slopes& slopes = slopes_at<Code>(from, x0, y0, window, bench);
    const Level before = readable(from, {x0, y0, window + 1, window + 1}, bench.mirrored);
    Template& t = bench.window;
    Code::fill(before, slopes, x0, y0, window, weights_of(corner.x - x0, corner.y - y0), t);
    Matrix a = Code::structure(t, window);
    a.xx *= kScale;
    a.xy *= kScale;
    a.yy *= kScale;
    float determinant = a.xx * a.yy - a.xy * a.xy;
    const float spread = std::sqrt((a.xx - a.yy) * (a.xx - a.yy) + 4.f * a.xy * a.xy);
    const float least = (a.yy + a.xx - spread) / (2 * window * window);
    if (least < s.min_eigenvalue || determinant < 1.1920929e-07f) return false;
    determinant = 1.f / determinant;

    Point next = {guess.x - half, guess.y - half}, last_move = {0.f, 0.f};
    for (int round = 0; round < s.max_iterations; ++round) {
        const int x1 = static_cast<int>(std::floor(next.x)), y1 = static_cast<int>(std::floor(next.y));
        if (is_far(x1, y1, window, to)) return false;
        const Level after = readable(to, {x1, y1, window + 1, window + 1}, bench.mirrored);
        Code::compare(after, x1, y1, window, weights_of(next.x - x1, next.y - y1), t);
        Point b = Code::mismatch(t, window);
        b.x *= kScale;
        b.y *= kScale;
        const Point move = {(a.xy * b.y - a.yy * b.x) * determinant, (a.xy * b.x - a.xx * b.y) * determinant};
        next.x += move.x;
        next.y += move.y;
        guess = {next.x + half, next.y + half};
        if (double(move.x) * move.x + double(move.y) * move.y <= double(s.epsilon) * s.epsilon) break;
        if (round > 0 && std::abs(move.x + last_move.x) < 0.01f && std::abs(move.y + last_move.y) < 0.01f) {
            guess.x -= move.x * 0.5f;
            guess.y -= move.y * 0.5f;
            break;
        }
        last_move = move;
    }
    return !is_far(static_cast<int>(std::floor(guess.x - half)), static_cast<int>(std::floor(guess.y - half)), window, to);
}

template <class Code>
void follow_all(const Level* from, const Level* to, int n_levels, const Settings& s, const Point* points,
                int64_t n_points, Point* moved, uint8_t* found) {
    static thread_local std::unique_ptr<Bench> bench;
    if (!bench) bench.reset(new Bench);
    bench->window.row_px = whole_steps(s.window_px, kStepPx);
    for (int level = n_levels - 1; level >= 0; --level) {
        const float scale = 1.f / static_cast<float>(1 << level);
        for (Slopes& slot : bench->slopes) slot.x0 = slot.y0 = INT32_MIN;
        for (int64_t k = 0; k < n_points; ++k) {
            const Point at = {points[k].x * scale, points[k].y * scale};
            Point guess = level == n_levels - 1 ? at : Point{moved[k].x * 2.f, moved[k].y * 2.f};
            found[k] = follow_on_level<Code>(from[level], to[level], s, at, guess, *bench) ? 1 : 0;
            moved[k] = guess;
        }
    }
}

}  // namespace

#if defined(_WIN32)
#define EXPORTED extern "C" __declspec(dllexport)
#else
#define EXPORTED extern "C" __attribute__((visibility("default")))
#endif

// Pixels that one instruction handles here: 16 with AVX2, else 1.
EXPORTED int32_t lk_best_step_px() {
#if HAS_VECTOR_PATHS
    if (__builtin_cpu_supports("avx2")) return kStepPx;
#endif
    return 1;
}

EXPORTED int32_t lk_max_window_px() { return kMaxWindow; }

// Follows `n_points` (x, y) from one pyramid to another, with instructions of at most `most_step_px` pixels.
EXPORTED void lk_follow(const Level* from, const Level* to, int32_t n_levels, const Settings* settings,
                        const Point* points, int64_t n_points, Point* moved, uint8_t* found, int32_t most_step_px) {
#if HAS_VECTOR_PATHS
    if (std::min(most_step_px, lk_best_step_px()) == kStepPx)
        return follow_all<Avx2>(from, to, n_levels, *settings, points, n_points, moved, found);
#endif
    follow_all<Portable>(from, to, n_levels, *settings, points, n_points, moved, found);
}
