// The loops of lucas_kanade_cpu.cpp in plain C++, for processors without the vector instructions.
#pragma once

#include <vector>

#include "lucas_kanade_cpu_parts.h"

struct Portable {
    static void read(const Level& level, int side, Cell& cell) { read_grey(level, side, cell); }

    static void slope(const Level& level, int side, SlopedCell& cell) { make_slopes(level, side, cell); }

    static void halve(const Level& level, uint8_t* half) {
        const int half_width = (level.width + 1) / 2;
        std::vector<int> sums(level.width + 2 * kMarginPx);
        int* const sum = sums.data() + kMarginPx;
        for (int y = 0; y < (level.height + 1) / 2; ++y) {
            const FiveRows rows(level, 2 * y);
            for (int x = 0; x < level.width; ++x) sum[x] = rows.sum(x);
            mirror_ends(sum, level.width);
            for (int x = 0; x < half_width; ++x) half[int64_t(y) * half_width + x] = rounded_mean(sum + 2 * x);
        }
    }

    static void fill(const FillTask* tasks, int n_tasks, int window, Matrix* sums) {
        for (int k = 0; k < n_tasks; ++k) sums[k] = filled(tasks[k], window);
    }

    static void compare(const CompareTask* tasks, int n_tasks, int window, Point* sums) {
        for (int k = 0; k < n_tasks; ++k) sums[k] = compared(tasks[k], window);
    }

   private:
    static Matrix filled(const FillTask& task, int window) {
        const SlopedCell& cell = *task.cell;
        const Weights& w = task.weights;
        Template& t = *task.window;
        float xx[4] = {}, xy[4] = {}, yy[4] = {};
        Matrix rest = {};
        for (int y = 0; y < window; ++y) {
            const int64_t from = task.from + int64_t(y) * cell.row_px;
            for (int x = 0; x < window; ++x) {
                const int at = y * t.row_px + x;
                t.grey[at] = blend<kGreyShift>(cell.grey + from + x, cell.row_px, w);
                t.dx[at] = blend<kWeightBits>(cell.dx + from + x, cell.row_px, w);
                t.dy[at] = blend<kWeightBits>(cell.dy + from + x, cell.row_px, w);
                const int dx = t.dx[at], dy = t.dy[at];
                const bool in_block = x < window / kBlockPx * kBlockPx;
                (in_block ? xx[x % 4] : rest.xx) += static_cast<float>(dx * dx);
                (in_block ? xy[x % 4] : rest.xy) += static_cast<float>(dx * dy);
                (in_block ? yy[x % 4] : rest.yy) += static_cast<float>(dy * dy);
            }
        }
        return {rest.xx + joined(xx), rest.xy + joined(xy), rest.yy + joined(yy)};
    }

    static Point compared(const CompareTask& task, int window) {
        const int64_t row_px = task.cell->row_px;
        const Weights& w = task.weights;
        const Template& t = *task.window;
        float bx[4] = {}, by[4] = {};
        Point rest = {};
        for (int y = 0; y < window; ++y) {
            const int16_t* p = task.cell->grey + task.from + y * row_px;
            const int16_t* grey = t.grey + y * t.row_px;
            const int16_t* dx = t.dx + y * t.row_px;
            const int16_t* dy = t.dy + y * t.row_px;
            int x = 0;
            for (; x + kBlockPx <= window; x += kBlockPx) {
                for (int k = x; k < x + 4; ++k) {
                    const int near = blend<kGreyShift>(p + k, row_px, w) - grey[k];
                    const int far = blend<kGreyShift>(p + k + 4, row_px, w) - grey[k + 4];
                    bx[k - x] += static_cast<float>(near * dx[k] + far * dx[k + 4]);
                    by[k - x] += static_cast<float>(near * dy[k] + far * dy[k + 4]);
                }
            }
            for (; x < window; ++x) {
                const int difference = blend<kGreyShift>(p + x, row_px, w) - grey[x];
                rest.x += static_cast<float>(difference * dx[x]);
                rest.y += static_cast<float>(difference * dy[x]);
            }
        }
        return {rest.x + joined(bx), rest.y + joined(by)};
    }

    template <int kShift>
    static int16_t blend(const int16_t* p, int64_t row_px, const Weights& w) {
        const int16_t* q = p + row_px;
        const int sum = p[0] * w.top_left + p[1] * w.top_right + q[0] * w.bottom_left + q[1] * w.bottom_right;
        return static_cast<int16_t>((sum + (1 << (kShift - 1))) >> kShift);
    }
};
