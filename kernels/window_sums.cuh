// Moving-average windows: tracks of both directions blended and summed.

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
