// The loops of lucas_kanade_cpu.cpp with 256-bit vectors. Included there once for each instruction set, with
//   VECTOR_CODE          the name of the struct,
//   VECTOR_TARGET        the attribute of its functions, and
//   VECTOR_DOT(s, a, b)  s + the sums of products of neighbouring int16.

#define ENTRY VECTOR_TARGET static
#define INLINE VECTOR_TARGET __attribute__((always_inline)) inline

struct VECTOR_CODE {
    ENTRY void read(const Level& level, int side, Cell& cell) { read_grey(level, side, cell); }

    ENTRY void slope(const Level& level, int side, SlopedCell& cell) { make_slopes(level, side, cell); }

    ENTRY void halve(const Level& level, uint8_t* half) {
        const int width = level.width, half_width = (width + 1) / 2, whole = width / kStepPx * kStepPx;
        std::vector<int16_t> sums(width + 4 * kStepPx);
        int16_t* const sum = sums.data() + kStepPx;
        for (int y = 0; y < (level.height + 1) / 2; ++y, half += half_width) {
            const FiveRows five(level, 2 * y);
            for (int x = 0; x < whole; x += kStepPx) store(sum + x, sums_down(five, x));
            for (int x = whole; x < width; ++x) sum[x] = static_cast<int16_t>(five.sum(x));
            mirror_ends(sum, width);
            int x = 0;
            for (; x + kStepPx <= half_width; x += kStepPx) {
                _mm_storeu_si128(reinterpret_cast<__m128i*>(half + x), means_across(sum + 2 * x));
            }
            for (; x < half_width; ++x) half[x] = rounded_mean(sum + 2 * x);
        }
    }

    ENTRY void fill(const FillTask* tasks, int n_tasks, int window, Matrix* sums) {
        if (window == kUsualWindow) return side_by_side<Products, kUsualWindow>(tasks, n_tasks, window, sums);
        side_by_side<Products, 0>(tasks, n_tasks, window, sums);
    }

    ENTRY void compare(const CompareTask* tasks, int n_tasks, int window, Point* sums) {
        if (window == kUsualWindow) return side_by_side<Differences, kUsualWindow>(tasks, n_tasks, window, sums);
        side_by_side<Differences, 0>(tasks, n_tasks, window, sums);
    }

   private:
    // How the pixels of a row are gone through: pairs of blocks, maybe one more block, and the rest.
    struct Row {
        int paired_px, n_rest;
        bool has_block;

        INLINE explicit Row(int window)
            : paired_px(window / kStepPx * kStepPx), n_rest(window % kBlockPx), has_block(window / kBlockPx % 2) {}
    };

    // The four weights of bilinear interpolation, as pairs of int16.
    struct Corners {
        __m256i upper, lower;

        INLINE explicit Corners(const Weights& w)
            : upper(pair(w.top_left, w.top_right)), lower(pair(w.bottom_left, w.bottom_right)) {}
    };

    // 16 interpolated values before they are shifted: of pixels 0, 2, 4, ... and of 1, 3, 5, ... Neighbouring words
    // are what a pixel needs, so that nothing has to be shuffled.
    struct Halves {
        __m256i even, odd;
    };

    // Derivatives of 16 pixels as int32: 0 1 2 3 | 8 9 10 11, and 4 5 6 7 | 12 13 14 15.
    struct Slopes {
        __m256i near, far;
    };

    template <int kShift>
    INLINE static Halves blended(const int16_t* p, int64_t row_px, const Corners& c) {
        const __m256i half = _mm256_set1_epi32(1 << (kShift - 1));
        return {VECTOR_DOT(VECTOR_DOT(half, load(p), c.upper), load(p + row_px), c.lower),
                VECTOR_DOT(VECTOR_DOT(half, load(p + 1), c.upper), load(p + row_px + 1), c.lower)};
    }

    INLINE static __m256i grey_words(const int16_t* p, int64_t row_px, const Corners& c) {
        const Halves sums = blended<kGreyShift>(p, row_px, c);
        return odd_from(_mm256_srli_epi32(sums.even, kGreyShift), _mm256_slli_epi32(sums.odd, 16 - kGreyShift));
    }

    INLINE static Slopes slopes(const int16_t* p, int64_t row_px, const Corners& c) {
        const Halves sums = blended<kWeightBits>(p, row_px, c);
        const __m256i even = _mm256_srai_epi32(sums.even, kWeightBits), odd = _mm256_srai_epi32(sums.odd, kWeightBits);
        return {_mm256_unpacklo_epi32(even, odd), _mm256_unpackhi_epi32(even, odd)};
    }

    // Each block of eight as 0 4 1 5 2 6 3 7: the pairs whose products OpenCV adds as integers.
    INLINE static __m256i zipped(const Slopes& s) { return odd_from(s.near, _mm256_bslli_epi128(s.far, 2)); }

    INLINE static __m256i zipped(__m256i words) {
        const __m128i order = _mm_setr_epi8(0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15);
        return _mm256_shuffle_epi8(words, _mm256_broadcastsi128_si256(order));
    }

    // One point's sums of products of derivatives; on the way its template is filled. The products are whole numbers
    // below 2^24, so that fused additions do not change a bit.
    struct Products {
        const FillTask& task;
        Corners corners;
        __m256 squares;  // xx in four lanes, yy in four
        __m128 xy, rest_squares, rest_xy;

        INLINE explicit Products(const FillTask& for_task)
            : task(for_task),
              corners(for_task.weights),
              squares(_mm256_setzero_ps()),
              xy(_mm_setzero_ps()),
              rest_squares(xy),
              rest_xy(xy) {}

        INLINE void add_row(int y, const Row& row) {
            const int64_t from = task.from + int64_t(y) * task.cell->row_px;
            const int at = y * task.window->row_px;
            for (int x = 0; x < row.paired_px; x += kStepPx) {
                const Strip s = strip(from + x, at + x);
                add_low(s);
                const __m256 near = highs(s.near_x, s.near_y), far = highs(s.far_x, s.far_y);
                add(near, low(near), high(s.near_y));
                add(far, low(far), high(s.far_y));
            }
            if (!row.has_block && !row.n_rest) return;
            const Strip s = strip(from + row.paired_px, at + row.paired_px);
            if (row.has_block) add_low(s);
            if (!row.n_rest) return;
            int32_t* const kept = task.window->rest + y * 2 * kBlockPx;
            const int n_near = std::min(row.n_rest, 4), n_far = row.n_rest - n_near;
            add_rest(half_of(s.x.near, row.has_block), half_of(s.y.near, row.has_block), n_near, kept);
            if (n_far) add_rest(half_of(s.x.far, row.has_block), half_of(s.y.far, row.has_block), n_far, kept + 8);
        }

        INLINE Matrix sum() const {
            alignas(16) float two[4], mixed[4];
            _mm_store_ps(two, rest_squares);
            _mm_store_ps(mixed, rest_xy);
            return {two[0] + joined_lanes(low(squares)), mixed[0] + joined_lanes(xy),
                    two[1] + joined_lanes(high(squares))};
        }

       private:
        struct Strip {
            Slopes x, y;
            __m256 near_x, far_x, near_y, far_y;
        };

        INLINE Strip strip(int64_t from, int at) {
            const SlopedCell& cell = *task.cell;
            Template& t = *task.window;
            store(t.grey + at, grey_words(cell.grey + from, cell.row_px, corners));
            const Slopes x = slopes(cell.dx + from, cell.row_px, corners);
            const Slopes y = slopes(cell.dy + from, cell.row_px, corners);
            store(t.dx + at, zipped(x));
            store(t.dy + at, zipped(y));
            return {x, y, _mm256_cvtepi32_ps(x.near), _mm256_cvtepi32_ps(x.far), _mm256_cvtepi32_ps(y.near),
                    _mm256_cvtepi32_ps(y.far)};
        }

        INLINE void add_low(const Strip& s) {
            add(lows(s.near_x, s.near_y), low(s.near_x), low(s.near_y));
            add(lows(s.far_x, s.far_y), low(s.far_x), low(s.far_y));
        }

        INLINE void add(__m256 both, __m128 x, __m128 y) {
            squares = _mm256_fmadd_ps(both, both, squares);
            xy = _mm_fmadd_ps(x, y, xy);
        }

        // Adds up to four single pixels, and keeps their derivatives: x y of the first, of the second, ...
        INLINE void add_rest(__m128i x, __m128i y, int n_px, int32_t* kept) {
            _mm_store_si128(reinterpret_cast<__m128i*>(kept), _mm_unpacklo_epi32(x, y));
            _mm_store_si128(reinterpret_cast<__m128i*>(kept + 4), _mm_unpackhi_epi32(x, y));
            const __m128 float_x = _mm_cvtepi32_ps(x), float_y = _mm_cvtepi32_ps(y);
            const __m128 xx = _mm_mul_ps(float_x, float_x), yy = _mm_mul_ps(float_y, float_y);
            __m128 mixed = _mm_mul_ps(float_x, float_y), two = _mm_unpacklo_ps(xx, yy);
            for (int k = 0; k < n_px; ++k) {
                rest_squares = _mm_add_ps(rest_squares, two);
                rest_xy = _mm_add_ss(rest_xy, mixed);
                two = k == 1 ? _mm_unpackhi_ps(xx, yy) : _mm_movehl_ps(two, two);
                mixed = _mm_shuffle_ps(mixed, mixed, _MM_SHUFFLE(0, 3, 2, 1));
            }
        }
    };

    // One point's sums of differences times derivatives.
    struct Differences {
        const CompareTask& task;
        Corners corners;
        __m256 sums;  // four lanes of x, four of y
        __m128 rest;

        INLINE explicit Differences(const CompareTask& for_task)
            : task(for_task), corners(for_task.weights), sums(_mm256_setzero_ps()), rest(_mm_setzero_ps()) {}

        INLINE void add_row(int y, const Row& row) {
            const int16_t* const p = task.cell->grey + task.from + int64_t(y) * task.cell->row_px;
            const int at = y * task.window->row_px, last_at = at + row.paired_px;
            for (int x = 0; x < row.paired_px; x += kStepPx) add_blocks(words(p + x, at + x), at + x, 2);
            if (!row.has_block && !row.n_rest) return;
            const __m256i last = words(p + row.paired_px, last_at);
            if (row.has_block) add_blocks(last, last_at, 1);
            if (row.n_rest) add_rest(last, task.window->rest + y * 2 * kBlockPx, row);
        }

        INLINE Point sum() const {
            alignas(16) float alone[4];
            _mm_store_ps(alone, rest);
            return {alone[0] + joined_lanes(low(sums)), alone[1] + joined_lanes(high(sums))};
        }

       private:
        INLINE __m256i words(const int16_t* p, int at) const {
            return _mm256_sub_epi16(grey_words(p, task.cell->row_px, corners), load(task.window->grey + at));
        }

        INLINE void add_blocks(__m256i differences, int at, int n_blocks) {
            const __m256i both = zipped(differences);
            const __m256 x = _mm256_cvtepi32_ps(_mm256_madd_epi16(both, load(task.window->dx + at)));
            const __m256 y = _mm256_cvtepi32_ps(_mm256_madd_epi16(both, load(task.window->dy + at)));
            sums = _mm256_add_ps(sums, lows(x, y));
            if (n_blocks == 2) sums = _mm256_add_ps(sums, highs(x, y));
        }

        INLINE void add_rest(__m256i differences, const int32_t* derivatives, const Row& row) {
            const __m256i block = row.has_block ? _mm256_permute4x64_epi64(differences, 0xee)
                                                : _mm256_permute4x64_epi64(differences, 0x44);
            const __m256i first = _mm256_setr_epi8(0, 1, -1, -1, 0, 1, -1, -1, 2, 3, -1, -1, 2, 3, -1, -1,  //
                                                   4, 5, -1, -1, 4, 5, -1, -1, 6, 7, -1, -1, 6, 7, -1, -1);
            const __m256i second = _mm256_add_epi8(first, _mm256_set1_epi32(0x0808));
            const int n_near = std::min(row.n_rest, 4), n_far = row.n_rest - n_near;
            add_single(_mm256_shuffle_epi8(block, first), derivatives, n_near);
            if (n_far) add_single(_mm256_shuffle_epi8(block, second), derivatives + 8, n_far);
        }

        // Up to four pixels, each difference twice and beside a zero.
        INLINE void add_single(__m256i differences, const int32_t* derivatives, int n_px) {
            const __m256i kept = load(reinterpret_cast<const int16_t*>(derivatives));
            const __m256 terms = _mm256_cvtepi32_ps(_mm256_madd_epi16(differences, kept));
            const __m128 lower = low(terms), upper = high(terms);
            rest = _mm_add_ps(rest, lower);
            if (n_px > 1) rest = _mm_add_ps(rest, _mm_movehl_ps(lower, lower));
            if (n_px > 2) rest = _mm_add_ps(rest, upper);
            if (n_px > 3) rest = _mm_add_ps(rest, _mm_movehl_ps(upper, upper));
        }
    };

    // Two points take turns row by row: each one's sums have to wait for one another, the other's need not.
    template <class Sums, int kWindow, class SomeTask, class Result>
    INLINE static void side_by_side(const SomeTask* tasks, int n_tasks, int window, Result* results) {
        if (kWindow) window = kWindow;
        const Row row(window);
        if (n_tasks == 2) {
            Sums first(tasks[0]), second(tasks[1]);
            for (int y = 0; y < window; ++y) {
                first.add_row(y, row);
                second.add_row(y, row);
            }
            results[0] = first.sum();
            results[1] = second.sum();
        } else {
            Sums alone(tasks[0]);
            for (int y = 0; y < window; ++y) alone.add_row(y, row);
            results[0] = alone.sum();
        }
    }

    // 16 weighted sums of five rows; at most 4080.
    INLINE static __m256i sums_down(const FiveRows& five, int x) {
        const __m256i ends = _mm256_add_epi16(widened(five.rows[0] + x), widened(five.rows[4] + x));
        const __m256i sides = _mm256_add_epi16(widened(five.rows[1] + x), widened(five.rows[3] + x));
        const __m256i middle = widened(five.rows[2] + x);
        return _mm256_add_epi16(_mm256_add_epi16(ends, _mm256_slli_epi16(middle, 1)),
                                _mm256_slli_epi16(_mm256_add_epi16(sides, middle), 2));
    }

    // 16 rounded means of every second sum and its neighbours.
    INLINE static __m128i means_across(const int16_t* sum) {
        const __m256i words = _mm256_packus_epi32(eight_means(sum), eight_means(sum + kStepPx));
        const __m256i bytes = _mm256_packus_epi16(words, words);  // means 0-3 8-11 .. | 4-7 12-15 ..
        const __m256i ordered = _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 0, 4, 1, 5));
        return _mm256_castsi256_si128(ordered);
    }

    INLINE static __m256i eight_means(const int16_t* sum) {
        const __m256i left = VECTOR_DOT(_mm256_set1_epi32(128), load(sum - 2), pair(1, 4));
        const __m256i middle = VECTOR_DOT(left, load(sum), pair(6, 4));
        return _mm256_srli_epi32(VECTOR_DOT(middle, load(sum + 2), pair(1, 0)), 8);
    }

    INLINE static __m256i pair(int left, int right) {
        return _mm256_set1_epi32(static_cast<int>((static_cast<uint32_t>(right) << 16) | (left & 0xffff)));
    }

    INLINE static __m256i odd_from(__m256i even, __m256i odd) { return _mm256_blend_epi16(even, odd, 0xaa); }

    INLINE static __m256i load(const int16_t* p) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)); }

    INLINE static void store(int16_t* p, __m256i v) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v); }

    INLINE static __m256i widened(const uint8_t* p) {
        return _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
    }

    INLINE static __m128i half_of(__m256i v, bool is_high) {
        return is_high ? _mm256_extracti128_si256(v, 1) : _mm256_castsi256_si128(v);
    }

    INLINE static __m128 low(__m256 v) { return _mm256_castps256_ps128(v); }

    INLINE static __m128 high(__m256 v) { return _mm256_extractf128_ps(v, 1); }

    INLINE static __m256 lows(__m256 a, __m256 b) { return _mm256_insertf128_ps(a, low(b), 1); }

    INLINE static __m256 highs(__m256 a, __m256 b) { return _mm256_permute2f128_ps(a, b, 0x31); }

    INLINE static float joined_lanes(__m128 v) {
        alignas(16) float lanes[4];
        _mm_store_ps(lanes, v);
        return joined(lanes);
    }
};

#undef ENTRY
#undef INLINE
#undef VECTOR_CODE
#undef VECTOR_TARGET
#undef VECTOR_DOT
