// The loops of lucas_kanade_cpu.cpp with AVX2; included there, and nowhere else.

#if HAS_VECTOR_PATHS
#define AVX2 __attribute__((target("avx2"))) inline

struct Avx2 {
    AVX2 static void slope_rows(const Level& level, int columns, int rows, Slopes& patch) {
        const __m256i three = _mm256_set1_epi16(3), ten = _mm256_set1_epi16(10);
        for (int y = 0; y < rows; ++y) {
            const uint8_t* row = level.at(patch.x0, patch.y0 + y);
            const uint8_t* above = row - level.stride;
            const uint8_t* below = row + level.stride;
            for (int x = 0; x < columns; x += kStepPx) {
                const __m256i al = widened(above + x - 1), am = widened(above + x), ar = widened(above + x + 1);
                const __m256i ml = widened(row + x - 1), mr = widened(row + x + 1);
                const __m256i bl = widened(below + x - 1), bm = widened(below + x), br = widened(below + x + 1);
                const __m256i sides = _mm256_sub_epi16(_mm256_add_epi16(ar, br), _mm256_add_epi16(al, bl));
                const __m256i ends = _mm256_sub_epi16(_mm256_add_epi16(bl, br), _mm256_add_epi16(al, ar));
                store(patch.dx + y * kPatchPx + x, weighted(sides, three, _mm256_sub_epi16(mr, ml), ten));
                store(patch.dy + y * kPatchPx + x, weighted(ends, three, _mm256_sub_epi16(bm, am), ten));
            }
        }
    }

    // In vertical strips, so that a row of pixels is unpacked once and serves as the lower, then as the upper row.
    AVX2 static void fill(const Level& level, const Slopes& patch, int x0, int y0, int window, const Weights& w,
                          Template& t) {
        const Corners corners(w);
        const int first = (y0 - patch.y0) * kPatchPx + x0 - patch.x0;
        for (int column = 0; column < window; column += kStepPx) {
            const uint8_t* p = level.at(x0 + column, y0);
            const int16_t* slope_x = patch.dx + first + column;
            const int16_t* slope_y = patch.dy + first + column;
            Pairs grey_above = pairs_of_bytes(p), x_above = pairs_of_words(slope_x), y_above = pairs_of_words(slope_y);
            for (int y = 0; y < window; ++y) {
                p += level.stride;
                slope_x += kPatchPx;
                slope_y += kPatchPx;
                const Pairs grey_below = pairs_of_bytes(p);
                const Pairs x_below = pairs_of_words(slope_x), y_below = pairs_of_words(slope_y);
                const int at = y * t.row_px + column;
                const __m256i dx = corners.blend<kWeightBits>(x_above, x_below);
                const __m256i dy = corners.blend<kWeightBits>(y_above, y_below);
                store(t.grey + at, corners.blend<kTemplateShift>(grey_above, grey_below));
                store(t.dx + at, dx);
                store(t.dy + at, dy);
                const __m256i zipped_x = zipped(dx), zipped_y = zipped(dy);
                store(t.zipped + 2 * at, _mm256_permute2x128_si256(zipped_x, zipped_y, 0x20));
                store(t.zipped + 2 * at + 2 * kBlockPx, _mm256_permute2x128_si256(zipped_x, zipped_y, 0x31));
                grey_above = grey_below;
                x_above = x_below;
                y_above = y_below;
            }
        }
    }

    AVX2 static Matrix structure(const Template& t, int window) {
        const int n_rest = window % kBlockPx, whole = window - n_rest;
        __m128 xx = _mm_setzero_ps(), xy = xx, yy = xx, rest = xx;
        for (int y = 0; y < window; ++y) {
            const int16_t* row_x = t.dx + y * t.row_px;
            const int16_t* row_y = t.dy + y * t.row_px;
            for (int x = 0; x < whole; x += kBlockPx) {
                const __m256 dx = floats(row_x + x), dy = floats(row_y + x);
                add_halves(xx, _mm256_mul_ps(dx, dx));
                add_halves(xy, _mm256_mul_ps(dx, dy));
                add_halves(yy, _mm256_mul_ps(dy, dy));
            }
            if (n_rest) {
                const __m256 dx = floats(row_x + whole), dy = floats(row_y + whole);
                add_rest(rest, _mm256_mul_ps(dx, dx), _mm256_mul_ps(dx, dy), _mm256_mul_ps(dy, dy), n_rest);
            }
        }
        alignas(16) float alone[4];
        _mm_store_ps(alone, rest);
        return {alone[0] + joined_lanes(xx), alone[1] + joined_lanes(xy), alone[2] + joined_lanes(yy)};
    }

    AVX2 static void compare(const Level& level, int x0, int y0, int window, const Weights& w, Template& t) {
        const Corners corners(w);
        for (int column = 0; column < window; column += kStepPx) {
            const uint8_t* p = level.at(x0 + column, y0);
            Pairs above = pairs_of_bytes(p);
            for (int y = 0; y < window; ++y) {
                p += level.stride;
                const Pairs below = pairs_of_bytes(p);
                const int at = y * t.row_px + column;
                store(t.difference + at, _mm256_sub_epi16(corners.blend<kTemplateShift>(above, below), load(t.grey + at)));
                above = below;
            }
        }
    }

    AVX2 static Point mismatch(const Template& t, int window) {
        const int n_rest = window % kBlockPx, n_blocks = window / kBlockPx;
        __m256 sums = _mm256_setzero_ps();  // four lanes of x, four of y
        __m128 rest = _mm_setzero_ps();
        for (int y = 0; y < window; ++y) {
            const int at = y * t.row_px;
            for (int block = 0; block < n_blocks; ++block) {
                const __m256i both = zipped(_mm256_broadcastsi128_si256(eight(t.difference + at + block * kBlockPx)));
                const __m256i products = _mm256_madd_epi16(both, load(t.zipped + 2 * (at + block * kBlockPx)));
                sums = _mm256_add_ps(sums, _mm256_cvtepi32_ps(products));
            }
            if (n_rest) {
                const int last = at + n_blocks * kBlockPx;
                const __m256i difference = _mm256_cvtepi16_epi32(eight(t.difference + last));
                const __m256i x = _mm256_mullo_epi32(difference, _mm256_cvtepi16_epi32(eight(t.dx + last)));
                const __m256i y_ = _mm256_mullo_epi32(difference, _mm256_cvtepi16_epi32(eight(t.dy + last)));
                add_rest(rest, _mm256_cvtepi32_ps(x), _mm256_cvtepi32_ps(y_), _mm256_setzero_ps(), n_rest);
            }
        }
        alignas(16) float alone[4];
        _mm_store_ps(alone, rest);
        return {alone[0] + joined_lanes(_mm256_castps256_ps128(sums)),
                alone[1] + joined_lanes(_mm256_extractf128_ps(sums, 1))};
    }

   private:
    // 16 values, each beside its right neighbour, as pairs of int16.
    struct Pairs {
        __m256i low, high;
    };

    // The four weights of bilinear interpolation, as pairs.
    struct Corners {
        __m256i upper, lower;

        AVX2 explicit Corners(const Weights& w)
            : upper(pair(w.top_left, w.top_right)), lower(pair(w.bottom_left, w.bottom_right)) {}

        template <int kShift>
        AVX2 __m256i blend(const Pairs& above, const Pairs& below) const {
            const __m256i half = _mm256_set1_epi32(1 << (kShift - 1));
            const __m256i low =
                _mm256_add_epi32(_mm256_madd_epi16(above.low, upper), _mm256_madd_epi16(below.low, lower));
            const __m256i high =
                _mm256_add_epi32(_mm256_madd_epi16(above.high, upper), _mm256_madd_epi16(below.high, lower));
            return _mm256_packs_epi32(_mm256_srai_epi32(_mm256_add_epi32(low, half), kShift),
                                      _mm256_srai_epi32(_mm256_add_epi32(high, half), kShift));
        }

        AVX2 static __m256i pair(int left, int right) {
            return _mm256_set1_epi32(static_cast<int>((static_cast<uint32_t>(right) << 16) | (left & 0xffff)));
        }
    };

    AVX2 static __m256i load(const int16_t* p) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)); }

    AVX2 static void store(int16_t* p, __m256i v) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v); }

    AVX2 static __m256i widened(const uint8_t* p) {
        return _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
    }

    AVX2 static __m128i eight(const int16_t* p) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p)); }

    AVX2 static __m256 floats(const int16_t* p) { return _mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(eight(p))); }

    AVX2 static Pairs paired(__m256i here, __m256i right) {
        return {_mm256_unpacklo_epi16(here, right), _mm256_unpackhi_epi16(here, right)};
    }

    AVX2 static Pairs pairs_of_bytes(const uint8_t* p) { return paired(widened(p), widened(p + 1)); }

    AVX2 static Pairs pairs_of_words(const int16_t* p) { return paired(load(p), load(p + 1)); }

    // Each block of eight as 0 4 1 5 2 6 3 7: the pairs whose products OpenCV adds as integers.
    AVX2 static __m256i zipped(__m256i v) {
        const __m128i order = _mm_setr_epi8(0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15);
        return _mm256_shuffle_epi8(v, _mm256_broadcastsi128_si256(order));
    }

    AVX2 static __m256i weighted(__m256i a, __m256i weight_a, __m256i b, __m256i weight_b) {
        return _mm256_add_epi16(_mm256_mullo_epi16(a, weight_a), _mm256_mullo_epi16(b, weight_b));
    }

    AVX2 static void add_halves(__m128& sum, __m256 v) {
        sum = _mm_add_ps(_mm_add_ps(sum, _mm256_castps256_ps128(v)), _mm256_extractf128_ps(v, 1));
    }

    // Adds the first `count` of a, b and c to lanes 0, 1 and 2 of the sum, one after the other.
    AVX2 static void add_rest(__m128& sum, __m256 a, __m256 b, __m256 c, int count) {
        const __m256 ab_low = _mm256_unpacklo_ps(a, b), ab_high = _mm256_unpackhi_ps(a, b);
        const __m256 c_low = _mm256_unpacklo_ps(c, c), c_high = _mm256_unpackhi_ps(c, c);
        const __m256 one = _mm256_shuffle_ps(ab_low, c_low, 0x44), two = _mm256_shuffle_ps(ab_low, c_low, 0xee);
        const __m256 three = _mm256_shuffle_ps(ab_high, c_high, 0x44), four = _mm256_shuffle_ps(ab_high, c_high, 0xee);
        const __m128 terms[7] = {
            _mm256_castps256_ps128(one),    _mm256_castps256_ps128(two),    _mm256_castps256_ps128(three),
            _mm256_castps256_ps128(four),   _mm256_extractf128_ps(one, 1),  _mm256_extractf128_ps(two, 1),
            _mm256_extractf128_ps(three, 1)};
        for (int k = 0; k < count; ++k) sum = _mm_add_ps(sum, terms[k]);
    }

    AVX2 static float joined_lanes(__m128 v) {
        alignas(16) float lanes[4];
        _mm_store_ps(lanes, v);
        return joined(lanes);
    }
};

#undef AVX2
#endif
