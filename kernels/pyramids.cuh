// Pyramids of frames, with mirrored borders, as OpenCV's tracker has them.

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
