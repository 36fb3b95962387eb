/* SHA-256 against the examples of its standard, and at each length around a block. */
#include "base/sha256.h"
#include "base/sha256_blocks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void hashes_to(const char *text, size_t len, const char *want)
{
    uint8_t digest[CV_SHA256_BYTES];
    char hex[2 * CV_SHA256_BYTES + 1];

    cv_sha256((struct cv_slice){(const uint8_t *)text, len}, digest);
    for (size_t i = 0; i < sizeof(digest); i++)
        (void)snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    assert_string_equal(hex, want);
}

static void the_examples_of_the_standard(void **state)
{
    static const char TWO_BLOCKS[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

    (void)state;
    hashes_to("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    hashes_to("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    hashes_to(TWO_BLOCKS, strlen(TWO_BLOCKS),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void each_end_of_a_block(void **state)
{
    static const struct {
        size_t len;
        const char *hash;
    } OF_A[] = {
        {55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
        {56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
        {57, "f13b2d724659eb3bf47f2dd6af1accc87b81f09f59f2b75e5c0bed6589dfe8c6"},
        {63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"},
        {64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
        {65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"},
        {119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"},
        {120, "2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c"},
        {128, "6836cf13bac400e9105071cd6af47084dfacad4e5e302c94bfed24e013afb73e"},
        {200, "c2a908d98f5df987ade41b5fce213067efbcc21ef2240212a41e54b5e7c28ae5"},
    };
    char text[200];

    (void)state;
    memset(text, 'a', sizeof(text));
    for (size_t i = 0; i < sizeof(OF_A) / sizeof(OF_A[0]); i++)
        hashes_to(text, OF_A[i].len, OF_A[i].hash);
}

static void pieces_of_any_length_are_the_whole(void **state)
{
    uint8_t whole[CV_SHA256_BYTES];
    uint8_t digest[CV_SHA256_BYTES];
    uint8_t text[300];

    (void)state;
    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = (uint8_t)(i * 7);
    cv_sha256((struct cv_slice){text, sizeof(text)}, whole);
    for (size_t piece = 1; piece <= sizeof(text); piece++) {
        struct cv_sha256 sum = cv_sha256_begin();

        for (size_t at = 0; at < sizeof(text); at += piece) {
            size_t rest = sizeof(text) - at;

            cv_sha256_add(&sum, (struct cv_slice){text + at, rest < piece ? rest : piece});
            cv_sha256_add(&sum, (struct cv_slice){NULL, 0});
        }
        cv_sha256_end(&sum, digest);
        assert_memory_equal(digest, whole, sizeof(whole));
    }
}

static void the_processor_computes_what_plain_c_does(void **state)
{
    uint8_t text[3 * CV_SHA256_BLOCK];
    uint32_t plain[8];
    uint32_t fast[8];

    (void)state;
    if (!cv_sha256_is_built_in())
        skip();
    for (unsigned seed = 0; seed < 100; seed++) {
        for (size_t i = 0; i < sizeof(text); i++)
            text[i] = (uint8_t)(seed * 31 + i * i * 7);
        for (size_t i = 0; i < 8; i++)
            plain[i] = fast[i] = (uint32_t)(seed * 0x9e3779b9u + i * 0x85ebca6bu);
        cv_sha256_blocks(plain, text, 3);
        cv_sha256_blocks_built_in(fast, text, 3);
        assert_memory_equal(fast, plain, sizeof(plain));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_standard),
        cmocka_unit_test(each_end_of_a_block),
        cmocka_unit_test(pieces_of_any_length_are_the_whole),
        cmocka_unit_test(the_processor_computes_what_plain_c_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
