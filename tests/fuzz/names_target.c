/* Names and texts that callers choose: resource names, page tokens, addresses, what is logged. */
#include "app/name.h"
#include "app/page.h"
#include "base/log.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "net/address.h"
#include "rpc/target.h"

/* A name that matches is its pattern with the ids put in. */
static void match(const char *name, const char *pattern)
{
    struct cv_id ids[3] = {{""}};
    struct cv_buf again;
    size_t used = 0;

    if (!cv_name_match(name, pattern, ids))
        return;
    cv_buf_init(&again, 1024);
    for (; *pattern != '\0'; pattern++) {
        if (*pattern != '@') {
            cv_buf_add(&again, pattern, 1);
            continue;
        }
        CV_ASSERT(cv_id_valid(ids[used].text));
        CV_ASSERT_CMP(strlen(ids[used].text), <=, CV_ID_MAX);
        cv_buf_add_text(&again, ids[used++].text);
    }
    CV_ASSERT(!again.failed && again.len == strlen(name));
    CV_ASSERT_EQ(memcmp(again.at, name, again.len), 0);
    cv_buf_free(&again);
}

static void names(const char *text)
{
    static const char *const PATTERNS[] = {"programmes/@", "programmes/@/projects/@",
                                           "programmes/@/projects/@/budgetLines/@", "@"};

    for (size_t i = 0; i < sizeof(PATTERNS) / sizeof(PATTERNS[0]); i++)
        match(text, PATTERNS[i]);
    CV_ASSERT_EQ(cv_id_valid(text), cv_name_match(text, "@", &(struct cv_id){""}));
}

/* A token given out is taken back; one that is taken was given out. */
static void tokens(struct cv_slice bytes, struct cv_arena *arena)
{
    const char *token = fuzz_text(bytes, arena);
    struct cv_page page = {0};
    struct cv_page again = {0};
    struct cv_uuid key = {{0}};
    char *next;

    memcpy(key.bytes, bytes.at, bytes.len < 16 ? bytes.len : 16);
    if (cv_ok(cv_page_read(&page, arena, "org", "List", "p", 10, token)) && token[0] != '\0')
        CV_ASSERT_EQ(strcmp(cv_page_next(&page, arena, page.after), token), 0);
    CV_ASSERT(cv_ok(cv_page_read(&page, arena, "org", "List", "p", 10, "")));
    next = cv_page_next(&page, arena, key);
    CV_ASSERT(cv_ok(cv_page_read(&again, arena, "org", "List", "p", 10, next)));
    CV_ASSERT_EQ(memcmp(again.after.bytes, key.bytes, 16), 0);
    CV_ASSERT(!cv_ok(cv_page_read(&again, arena, "other", "List", "p", 10, next)));
    CV_ASSERT(!cv_ok(cv_page_read(&again, arena, "org", "List", "q", 10, next)));
    next[bytes.len % strlen(next)] ^= 1; /* one digit wrong */
    CV_ASSERT(!cv_ok(cv_page_read(&again, arena, "org", "List", "p", 10, next)));
}

/* What is read prints to what is read again as the same. */
static void addresses(const char *text)
{
    struct cv_address first;
    struct cv_address second;
    char printed[CV_ADDRESS_TEXT_MAX + 16];

    if (!cv_ok(cv_address_parse(text, &first)))
        return;
    (void)cv_address_is_local(&first);
    cv_address_print(&first, printed);
    CV_ASSERT(cv_ok(cv_address_parse(printed, &second)));
    CV_ASSERT_EQ(first.kind, second.kind);
    CV_ASSERT_EQ(first.port, second.port);
    CV_ASSERT_EQ(strcmp(first.host, second.host), 0);
}

/* A target is one address or more, and says what calls are for. */
static void targets(const char *text)
{
    struct cv_target target;

    if (!cv_ok(cv_target_parse(text, &target)))
        return;
    CV_ASSERT(target.count >= 1 && target.count <= CV_TARGET_ADDRESSES_MAX);
    CV_ASSERT(!target.is_name || target.count == 1);
    CV_ASSERT(target.authority[0] != '\0' && *cv_target_host(&target) != '\0');
    for (size_t i = 0; i < target.count; i++) {
        char printed[CV_ADDRESS_TEXT_MAX + 16];
        struct cv_address again;

        cv_address_print(&target.addresses[i], printed);
        CV_ASSERT(cv_ok(cv_address_parse(printed, &again)));
        CV_ASSERT(cv_address_equal(&again, &target.addresses[i]));
        CV_ASSERT_EQ(target.addresses[i].kind == CV_ADDRESS_NAME, target.is_name);
    }
}

/* UTF-8 the slow way: decode, and see that encoding gives the same bytes. */
static bool valid_slowly(struct cv_slice bytes)
{
    for (size_t i = 0; i < bytes.len;) {
        const uint8_t *at = bytes.at + i;
        size_t more = at[0] < 0x80 ? 0 : at[0] >= 0xf0 ? 3 : at[0] >= 0xe0 ? 2 : 1;
        uint32_t c = at[0] & (more == 0 ? 0x7fu : 0x3fu >> more);
        static const uint32_t LEAST[] = {1, 0x80, 0x800, 0x10000};

        if (at[0] >= 0xf8 || (at[0] >= 0x80 && at[0] < 0xc0) || bytes.len - i <= more)
            return false;
        for (size_t k = 1; k <= more; k++) {
            if ((at[k] & 0xc0) != 0x80)
                return false;
            c = c << 6 | (at[k] & 0x3fu);
        }
        if (c < LEAST[more] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
            return false;
        i += more + 1;
    }
    return true;
}

/* A JSON string: printable, its quotes escaped, valid UTF-8. */
static void logged(struct cv_slice bytes, struct cv_arena *arena)
{
    struct cv_buf out;

    CV_ASSERT_EQ(cv_utf8_valid(bytes.at, bytes.len), valid_slowly(bytes));
    cv_buf_init(&out, 8 * bytes.len + 16);
    cv_log_json_string(&out, fuzz_text(bytes, arena));
    CV_ASSERT(!out.failed && out.len >= 2 && out.at[0] == '"' && out.at[out.len - 1] == '"');
    CV_ASSERT(cv_utf8_valid(out.at, out.len));
    for (size_t i = 1; i + 1 < out.len; i++) {
        CV_ASSERT(out.at[i] >= 0x20 && out.at[i] != '"');
        if (out.at[i] != '\\')
            continue;
        CV_ASSERT(i + 2 < out.len && strchr("\"\\u", out.at[i + 1]) != NULL);
        i++;
    }
    cv_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz fuzz = {data, data + size};
    uint8_t kind = fuzz_byte(&fuzz);
    struct cv_slice bytes = fuzz_rest(&fuzz);
    struct cv_arena arena;

    cv_arena_init(&arena, 4 * size + 64 * 1024);
    switch (kind % 4) {
    case 0:
        names(fuzz_text(bytes, &arena));
        break;
    case 1:
        tokens(bytes, &arena);
        break;
    case 2:
        addresses(fuzz_text(bytes, &arena));
        targets(fuzz_text(bytes, &arena));
        break;
    default:
        logged(bytes, &arena);
        break;
    }
    cv_arena_release(&arena);
    return 0;
}
