// How frames, paths and patches lie in memory; what all kernels of the tracker share.

typedef unsigned char Pixel;
typedef long long int64;

// Where a level of the pyramid lies in the memory of a frame. Pixel (0, 0) stands `PAD` rows and columns in, so
// that a patch which touches the image needs no bounds checks.
struct Level {
    int64 width, height, pitch, offset;
};

// One point to be followed over frames first_frame, first_frame + frame_step, ...
struct Path {
    int first_frame, frame_step, n_steps, out_step;
    float x, y;
    int64 out;  // index of the start position among the results; later ones follow out_step apart
};

const int PAD = WINDOW_PX + 1;
const int AREA = WINDOW_PX * WINDOW_PX;
const int PATCH = WINDOW_PX + 3;  // the template with the neighbours that its derivatives need
const int PATCH_PITCH = (PATCH + 3) / 4 * 4;
const int WARPS = THREADS / WARP;
const unsigned int ALL_LANES = 0xffffffffu;

const int WEIGHT_BITS = 14;
const int KEPT_BITS = 5;  // fraction bits of an interpolated grey value
const float SUM_SCALE = 1.0f / (1 << 20);
const float SMALLEST_EIGENVALUE = 1e-4f;
const float SMALLEST_DETERMINANT = 1.1920929e-7f;
const float FARTHEST_PX = 1e6f;

// The patch is cut into columns of ROWS pixels; a thread takes whole columns, from top to bottom, so that it can keep
// what the next pixel needs again. |difference| <= 255 << KEPT_BITS and |derivative| <= 16 * 255: the products of 64
// pixels fit into 32 bits.
const int MOST_ROWS = 64;
const int STRIPS = THREADS / WINDOW_PX > (WINDOW_PX + MOST_ROWS - 1) / MOST_ROWS
                       ? THREADS / WINDOW_PX
                       : (WINDOW_PX + MOST_ROWS - 1) / MOST_ROWS;
const int ROWS = (WINDOW_PX + STRIPS - 1) / STRIPS;
const int COLUMNS = WINDOW_PX * STRIPS;

static_assert(THREADS % WARP == 0, "a block is made of whole warps");
static_assert(WINDOW_PX >= 3, "a patch has a neighbourhood");
