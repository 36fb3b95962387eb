/* Length-prefixed messages: cut anywhere, the reader gives the same messages and the same refusal,
 * and never takes more memory than its limit. */
#include "fuzz.h"
#include "rpc/frame.h"

#define MEMORY (256u * 1024)

/* Messages one after the other, each with a line feed behind it, then what ended the reading. */
static struct cv_buf read_all(struct cv_slice bytes, size_t piece, size_t max)
{
    struct cv_frame_reader reader = {.max = max};
    struct cv_arena arena;
    struct cv_buf out;
    bool refused = false;

    cv_arena_init(&arena, MEMORY);
    cv_buf_init(&out, 4 * MEMORY);
    while (bytes.len > 0 && !refused) {
        const uint8_t *at = bytes.at;
        size_t left = piece < bytes.len ? piece : bytes.len;

        bytes = (struct cv_slice){at + left, bytes.len - left};
        while (left > 0 && !refused) {
            struct cv_slice message = {NULL, 0};
            struct cv_status status = CV_STATUS_OK;
            const uint8_t *before = at;

            switch (cv_frame_feed(&reader, &at, &left, &arena, &message, &status)) {
            case CV_FRAME_MORE:
                CV_ASSERT_EQ(left, 0);
                break;
            case CV_FRAME_MESSAGE:
                CV_ASSERT(at > before);
                CV_ASSERT_CMP(message.len, <=, max);
                CV_ASSERT_EQ(reader.prefix_len, 0);
                cv_buf_add(&out, message.at, message.len);
                cv_buf_add_text(&out, "\n");
                break;
            case CV_FRAME_REFUSED:
                CV_ASSERT(status.code == CV_INTERNAL || status.code == CV_RESOURCE_EXHAUSTED);
                cv_buf_add_text(&out, status.message);
                refused = true;
                break;
            }
        }
    }
    cv_buf_printf(&out, "%u", refused ? 0 : reader.prefix_len);
    CV_ASSERT(arena.used <= MEMORY && !out.failed);
    cv_arena_release(&arena);
    return out;
}

static void prefix_comes_back(size_t len)
{
    uint8_t prefix[CV_FRAME_PREFIX];

    cv_frame_prefix(prefix, false, len);
    CV_ASSERT_EQ(prefix[0], 0);
    CV_ASSERT_EQ((size_t)prefix[1] << 24 | (size_t)prefix[2] << 16 | (size_t)prefix[3] << 8 |
                     prefix[4],
                 len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz fuzz = {data, data + size};
    size_t max = fuzz_number(&fuzz, 2);
    size_t piece = fuzz_byte(&fuzz) + 1u;
    struct cv_slice bytes = fuzz_rest(&fuzz);
    struct cv_buf whole = read_all(bytes, bytes.len + 1, max);
    struct cv_buf pieces = read_all(bytes, piece, max);
    struct cv_buf single = read_all(bytes, 1, max);

    CV_ASSERT(fuzz_same((struct cv_slice){whole.at, whole.len},
                        (struct cv_slice){pieces.at, pieces.len}));
    CV_ASSERT(fuzz_same((struct cv_slice){whole.at, whole.len},
                        (struct cv_slice){single.at, single.len}));
    prefix_comes_back(max * 65536 + piece);
    cv_buf_free(&whole);
    cv_buf_free(&pieces);
    cv_buf_free(&single);
    return 0;
}
