// The sums of Lucas-Kanade with vectors of VECTOR_PX int16 values; included once for each kind of processor.
//
// Wants VECTOR_SUMS (name of the class), VECTOR_TARGET (instruction sets) and VECTOR_PX (16 or 32), and undefines them.

#define VECTOR __attribute__((target(VECTOR_TARGET))) inline

#if VECTOR_PX == 16
#define WORDS __m256i
#define FLOATS __m256
#define OP(name) _mm256_##name
#define WHOLE(name) _mm256_##name##_si256
#define LOAD_HALF(p) _mm_loadu_si128(reinterpret_cast<const __m128i*>(p))
#define ADD_PRODUCTS(sum, a, b) _mm256_add_epi32(sum, _mm256_madd_epi16(a, b))
#else
#define WORDS __m512i
#define FLOATS __m512
#define OP(name) _mm512_##name
#define WHOLE(name) _mm512_##name##_si512
#define LOAD_HALF(p) _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))
#define ADD_PRODUCTS(sum, a, b) _mm512_dpwssd_epi32(sum, a, b)
#endif

struct VECTOR_SUMS {
    static constexpr int kStepPx = VECTOR_PX;

    VECTOR static void slope_rows(const Level& level, int columns, int rows, Slopes& patch) {
        const WORDS three = OP(set1_epi16)(3), ten = OP(set1_epi16)(10);
        for (int y = 0; y < rows; ++y) {
            const uint8_t* row = level.at(patch.x0, patch.y0 + y);
            const uint8_t* above = row - level.stride;
            const uint8_t* below = row + level.stride;
            for (int x = 0; x < columns; x += kStepPx) {
                const WORDS al = widened(above + x - 1), am = widened(above + x), ar = widened(above + x + 1);
                const WORDS ml = widened(row + x - 1), mr = widened(row + x + 1);
                const WORDS bl = widened(below + x - 1), bm = widened(below + x), br = widened(below + x + 1);
                const WORDS sides = OP(sub_epi16)(OP(add_epi16)(ar, br), OP(add_epi16)(al, bl));
                const WORDS ends = OP(sub_epi16)(OP(add_epi16)(bl, br), OP(add_epi16)(al, ar));
                store(patch.dx + y * kPatchPx + x, weighted(sides, three, OP(sub_epi16)(mr, ml), ten));
                store(patch.dy + y * kPatchPx + x, weighted(ends, three, OP(sub_epi16)(bm, am), ten));
            }
        }
    }

    VECTOR static Sums make_template(const Level& level, const Slopes& patch, int x0, int y0, int window,
                                   const Weights& w, Template& t) {
        const Corners corners(w);
        const int first = (y0 - patch.y0) * kPatchPx + x0 - patch.x0;
        FLOATS xx = OP(setzero_ps)(), xy = xx, yy = xx;
        for (int column = 0; column < window; column += kStepPx) {
            const WORDS inside = first_lanes(window - column);
            const uint8_t* p = level.at(x0 + column, y0);
            const int16_t* slope_x = patch.dx + first + column;
            const int16_t* slope_y = patch.dy + first + column;
            Pairs grey_above = pairs_of_bytes(p), x_above = pairs_of_words(slope_x), y_above = pairs_of_words(slope_y);
            WORDS sum_xx = WHOLE(setzero)(), sum_xy = sum_xx, sum_yy = sum_xx;
            for (int y = 0; y < window; ++y) {
                p += level.stride;
                slope_x += kPatchPx;
                slope_y += kPatchPx;
                const Pairs grey_below = pairs_of_bytes(p);
                const Pairs x_below = pairs_of_words(slope_x), y_below = pairs_of_words(slope_y);
                const int at = y * t.row_px + column;
                const WORDS dx = WHOLE(and)(corners.blend<kWeightBits>(x_above, x_below), inside);
                const WORDS dy = WHOLE(and)(corners.blend<kWeightBits>(y_above, y_below), inside);
                store(t.grey + at, corners.blend<kTemplateShift>(grey_above, grey_below));
                store(t.dx + at, dx);
                store(t.dy + at, dy);
                grey_above = grey_below;
                x_above = x_below;
                y_above = y_below;
                sum_xx = ADD_PRODUCTS(sum_xx, dx, dx);
                sum_xy = ADD_PRODUCTS(sum_xy, dx, dy);
                sum_yy = ADD_PRODUCTS(sum_yy, dy, dy);
                if (y % kRowsPerFlush == kRowsPerFlush - 1 || y == window - 1) {
                    flush(sum_xx, xx);
                    flush(sum_xy, xy);
                    flush(sum_yy, yy);
                }
            }
        }
        return {total(xx), total(xy), total(yy)};
    }

    VECTOR static Point mismatch(const Level& level, int x0, int y0, int window, const Weights& w, const Template& t) {
        const Corners corners(w);
        FLOATS bx = OP(setzero_ps)(), by = bx;
        for (int column = 0; column < window; column += kStepPx) {
            const uint8_t* p = level.at(x0 + column, y0);
            Pairs above = pairs_of_bytes(p);
            WORDS sum_x = WHOLE(setzero)(), sum_y = sum_x;
            for (int y = 0; y < window; ++y) {
                p += level.stride;
                const Pairs below = pairs_of_bytes(p);
                const int at = y * t.row_px + column;
                const WORDS difference =
                    OP(sub_epi16)(corners.blend<kTemplateShift>(above, below), load(t.grey + at));
                above = below;
                sum_x = ADD_PRODUCTS(sum_x, difference, load(t.dx + at));
                sum_y = ADD_PRODUCTS(sum_y, difference, load(t.dy + at));
                if (y % kRowsPerFlush == kRowsPerFlush - 1 || y == window - 1) {
                    flush(sum_x, bx);
                    flush(sum_y, by);
                }
            }
        }
        return {total(bx), total(by)};
    }

   private:
    // A lane gains less than 2 * 8160 * 4080 a row, so that 16 rows stay below 2^31.
    static constexpr int kRowsPerFlush = 16;

    // 16 values, each beside its right neighbour, as pairs of int16.
    struct Pairs {
        WORDS low, high;
    };

    // The four weights of bilinear interpolation, as pairs.
    struct Corners {
        WORDS upper, lower;

        VECTOR explicit Corners(const Weights& w)
            : upper(pair(w.top_left, w.top_right)), lower(pair(w.bottom_left, w.bottom_right)) {}

        template <int kShift>
        VECTOR WORDS blend(const Pairs& above, const Pairs& below) const {
            const WORDS half = OP(set1_epi32)(1 << (kShift - 1));
            const WORDS low = ADD_PRODUCTS(ADD_PRODUCTS(half, above.low, upper), below.low, lower);
            const WORDS high =
                ADD_PRODUCTS(ADD_PRODUCTS(half, above.high, upper), below.high, lower);
            return OP(packs_epi32)(OP(srai_epi32)(low, kShift),
                                      OP(srai_epi32)(high, kShift));
        }

        VECTOR static WORDS pair(int left, int right) {
            return OP(set1_epi32)(static_cast<int>((static_cast<uint32_t>(right) << 16) | (left & 0xffff)));
        }
    };

    VECTOR static WORDS load(const int16_t* p) { return WHOLE(loadu)(reinterpret_cast<const WORDS*>(p)); }

    VECTOR static void store(int16_t* p, WORDS v) { WHOLE(storeu)(reinterpret_cast<WORDS*>(p), v); }

    VECTOR static WORDS widened(const uint8_t* p) {
        return OP(cvtepu8_epi16)(LOAD_HALF(p));
    }

    VECTOR static Pairs paired(WORDS here, WORDS right) {
        return {OP(unpacklo_epi16)(here, right), OP(unpackhi_epi16)(here, right)};
    }

    VECTOR static Pairs pairs_of_bytes(const uint8_t* p) { return paired(widened(p), widened(p + 1)); }

    VECTOR static Pairs pairs_of_words(const int16_t* p) { return paired(load(p), load(p + 1)); }

    VECTOR static WORDS weighted(WORDS a, WORDS weight_a, WORDS b, WORDS weight_b) {
        return OP(add_epi16)(OP(mullo_epi16)(a, weight_a), OP(mullo_epi16)(b, weight_b));
    }

    // Ones in the first `count` lanes.
    VECTOR static WORDS first_lanes(int count) {
        alignas(64) static constexpr int16_t kMask[2 * VECTOR_PX] = {
            -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
#if VECTOR_PX == 32
            -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
#endif
        };
        return load(kMask + VECTOR_PX - std::min(count, VECTOR_PX));
    }

    VECTOR static void flush(WORDS& sum, FLOATS& into) {
        into = OP(add_ps)(into, OP(cvtepi32_ps)(sum));
        sum = WHOLE(setzero)();
    }

#if VECTOR_PX == 16
    VECTOR static float total(FLOATS v) {
        __m128 sum = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
        sum = _mm_add_ps(sum, _mm_movehl_ps(sum, sum));
        return _mm_cvtss_f32(_mm_add_ss(sum, _mm_shuffle_ps(sum, sum, 1)));
    }
#else
    VECTOR static float total(FLOATS v) { return _mm512_reduce_add_ps(v); }
#endif
};

#undef VECTOR
#undef VECTOR_SUMS
#undef VECTOR_TARGET
#undef VECTOR_PX
#undef WORDS
#undef FLOATS
#undef OP
#undef WHOLE
#undef LOAD_HALF
#undef ADD_PRODUCTS
