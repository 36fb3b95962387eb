/* Files as spreadsheet programs write them: their bytes, their cells, and how wide these are. */
#include "csv.h"
#include "encoding.h"
#include "table.h"
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct cv_arena arena;

static int set_up(void **state)
{
    (void)state;
    cv_arena_init(&arena, 1 << 24);
    text_set_language(ENGLISH);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cv_arena_release(&arena);
    cv_arena_thread_done();
    return 0;
}

static struct cv_slice slice(const char *text)
{
    return (struct cv_slice){(const uint8_t *)text, strlen(text)};
}

/* All rows as "line:cell|cell;", a bad one as "line!what;". */
static const char *read_all(struct cv_slice text)
{
    struct cv_buf out;
    struct csv csv;
    struct csv_row row;
    struct cv_status status;
    const char *result;

    cv_buf_init(&out, 1 << 20);
    csv_open(&csv, text);
    while ((status = csv_next(&csv, &arena, &row)).code != CV_NOT_FOUND) {
        cv_buf_printf(&out, "%zu%s", row.line, cv_ok(status) ? ":" : "!");
        for (size_t i = 0; cv_ok(status) && i < row.count; i++)
            cv_buf_printf(&out, "%s%s", i == 0 ? "" : "|", row.cells[i]);
        cv_buf_printf(&out, "%s;", cv_ok(status) ? "" : status.message);
    }
    cv_buf_add(&out, "", 1);
    result = cv_arena_string(&arena, (const char *)out.at);
    cv_buf_free(&out);
    return result;
}

static void rows_are_read_with_their_lines(void **state)
{
    static const struct {
        const char *text;
        const char *rows;
    } ROWS[] = {
        {"", ""},
        {"\n\r\n\r", ""},
        {"a,b\n1,2\n", "1:a|b;2:1|2;"},
        {"a,b\r\n1,2", "1:a|b;2:1|2;"},
        {"a,b\r1,2\r", "1:a|b;2:1|2;"},
        {"a\n\n\nb\n", "1:a;4:b;"},
        {",,\na,,\n", "2:a||;"}, /* a row of nothing is none */
        {" a ,\tb\n", "1:a|b;"},
        {"\"a,\"\"b\"\"\",c\n", "1:a,\"b\"|c;"},
        {"\"a\nb\",c\nd,e\n", "1:a\nb|c;3:d|e;"},
        {"\"a\r\nb\",c\r\nd,e\r\n", "1:a\r\nb|c;3:d|e;"},
        {"a, \"b c\" ,d\n", "1:a|b c|d;"},
        {"a\tb\n1,5\t2\n", "1:a|b;2:1,5|2;"}, /* tabs: the comma is one of the cell */
        {"a;b\n1;2\n", "1:a|b;2:1|2;"},
        {"\r\n \na;b\n1;2\n", "3:a|b;4:1|2;"}, /* the first line with something on it says */
        {"\"x;y\"\tb\n1\t2\n", "1:x;y|b;2:1|2;"},
        {"title\nfoo; bar, baz\n", "1:title;2:foo; bar|baz;"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++)
        assert_string_equal(read_all(slice(ROWS[i].text)), ROWS[i].rows);
}

static void a_bad_row_is_said_and_the_next_one_read(void **state)
{
    static const uint8_t NUL[] = {'a', 0, 'b', '\n', 'c', '\n'};
    char wide[256];
    const char *said;

    (void)state;
    said = read_all(slice("a,b\n\"x\"y,2\nc,d\n"));
    assert_string_equal(said, "1:a|b;2!has text behind a closing quote; a quote inside quotes is "
                              "written twice;3:c|d;");
    said = read_all(slice("a\n\"never closed\nb\n"));
    assert_string_equal(said, "1:a;2!has a quoted cell that never ends, or one over 64 KiB;");
    said = read_all((struct cv_slice){NUL, sizeof(NUL)});
    assert_string_equal(said, "1!has a NUL in the text;2:c;");
    memset(wide, ',', 70);
    (void)snprintf(wide + 70, sizeof(wide) - 70, "x\nc\n");
    said = read_all(slice(wide));
    assert_string_equal(said, "1!has more than 64 columns;2:c;");
}

static void a_cell_of_over_64_KiB_is_refused(void **state)
{
    size_t len = CSV_CELL_MAX + 1;
    char *text = malloc(len + 4);

    (void)state;
    assert_non_null(text);
    memset(text, 'x', len);
    memcpy(text + len, "\ny\n", 4);
    assert_string_equal(read_all(slice(text)), "1!has a cell of over 64 KiB;2:y;");
    text[0] = '"';
    text[len - 1] = '"';
    memset(text + 1, 'x', len - 2);
    assert_int_equal(strlen(read_all(slice(text))), CSV_CELL_MAX - 1 + strlen("1:;2:y;"));
    free(text);
}

static void what_was_put_is_what_is_read(void **state)
{
    static const char *const CELLS[] = {"plain",        "with,comma", "with\"quote",
                                        "two\r\nlines", "",           "金额（万元）"};
    struct cv_buf out;
    struct csv csv;
    struct csv_row row;

    (void)state;
    cv_buf_init(&out, 1 << 16);
    for (size_t i = 0; i < COUNT(CELLS); i++)
        csv_put(&out, CELLS[i], i == 0);
    csv_open(&csv, (struct cv_slice){out.at, out.len});
    assert_int_equal(csv_next(&csv, &arena, &row).code, CV_OK);
    assert_int_equal(row.count, COUNT(CELLS));
    for (size_t i = 0; i < COUNT(CELLS); i++)
        assert_string_equal(row.cells[i], CELLS[i]);
    cv_buf_free(&out);
}

static void a_printed_line_is_read_as_it_was(void **state)
{
    static const char *const CELLS[] = {"consignor", "Zhang \"Big\" Orchards, Ltd", NULL, "12.50"};
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    struct csv csv;
    struct csv_row row;

    (void)state;
    assert_non_null(out);
    csv_print(out, CELLS, COUNT(CELLS));
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, "consignor,\"Zhang \"\"Big\"\" Orchards, Ltd\",,12.50\r\n");
    csv_open(&csv, (struct cv_slice){(const uint8_t *)text, len});
    assert_int_equal(csv_next(&csv, &arena, &row).code, CV_OK);
    assert_int_equal(row.count, COUNT(CELLS));
    assert_string_equal(row.cells[1], CELLS[1]);
    assert_string_equal(row.cells[2], "");
    free(text);
}

/* ---- encodings ---- */

static void every_encoding_of_an_office_becomes_utf8(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        const char *text;
    } ROWS[] = {
        {"\xe9\x87\x91\xe9\xa2\x9d", 6, "金额"}, {"\xef\xbb\xbf\xe9\x87\x91", 6, "金"},
        {"\xbd\xf0\xb6\xee", 4, "金额"},         /* GBK, a part of GB18030 */
        {"\x84\x31\x95\x33\xbd\xf0", 6, "金"},   /* GB18030 with its BOM */
        {"a\x81\x39\xef\x31z", 6, "a㐂z"},       /* four bytes */
        {"\xff\xfe\xd1\x91\x9d\x98", 6, "金额"}, /* "Unicode text" */
        {"\xfe\xff\x91\xd1\x98\x9d", 6, "金额"}, {"", 0, ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        struct cv_slice text;
        struct cv_slice bytes = {(const uint8_t *)ROWS[i].bytes, ROWS[i].len};

        assert_int_equal(encoding_to_utf8(bytes, &arena, &text).code, CV_OK);
        assert_int_equal(text.len, strlen(ROWS[i].text));
        assert_memory_equal(text.at, ROWS[i].text, text.len);
    }
}

static void what_is_no_text_is_refused_with_advice(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        const char *says;
    } ROWS[] = {
        {"PK\x03\x04rest", 8, "workbook"},
        {"\xd0\xcf\x11\xe0\xa1\xb1", 6, "workbook"},
        {"ok\nok\n\xff\xff\xff", 9, "line 3 is neither UTF-8 nor GB18030"},
        {"a\0b", 3, "neither UTF-8 nor GB18030"},
        {"\xff\xfe\x00\xd8\x41\x00", 6, "no valid UTF-16"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        struct cv_slice text;
        struct cv_slice bytes = {(const uint8_t *)ROWS[i].bytes, ROWS[i].len};
        struct cv_status status = encoding_to_utf8(bytes, &arena, &text);

        assert_int_equal(status.code, CV_INVALID_ARGUMENT);
        if (strstr(status.message, ROWS[i].says) == NULL)
            fail_msg("%zu: %s", i, status.message);
    }
}

static void widths_are_those_of_a_terminal(void **state)
{
    (void)state;
    assert_int_equal(encoding_width(""), 0);
    assert_int_equal(encoding_width("abc"), 3);
    assert_int_equal(encoding_width("金额"), 4);
    assert_int_equal(encoding_width("金额 (CNY)"), 10);
    assert_int_equal(encoding_width("（元）"), 6);
    assert_int_equal(encoding_width("e\xcc\x81"), 1); /* e and a combining accent */
    assert_int_equal(encoding_width("\xff"), 1);
    assert_string_equal(encoding_half_width("ＡＢ１２（％）　x金", &arena), "AB12(%) x金");
}

/* ---- tables ---- */

static const char *print_table(const struct table *table)
{
    static char text[4096];
    FILE *out = fmemopen(text, sizeof(text), "w");

    assert_non_null(out);
    table_print(table, out);
    (void)fclose(out);
    return text;
}

static void tables_are_aligned_in_both_scripts(void **state)
{
    struct table table;

    (void)state;
    table_init(&table, &arena, "By partner");
    table_column(&table, "Partner", false);
    table_column(&table, "CNY", true);
    table_row(&table, (const char *const[]){"县人民医院", "1.00"});
    table_row(&table, (const char *const[]){"Farm regiment", "12,345.00"});
    assert_string_equal(print_table(&table), "\nBy partner\n"
                                             "Partner              CNY\n"
                                             "-------------  ---------\n"
                                             "县人民医院          1.00\n"
                                             "Farm regiment  12,345.00\n");
}

static void a_table_without_rows_says_so(void **state)
{
    struct table table;

    (void)state;
    table_init(&table, &arena, "By site");
    table_column(&table, "Site", false);
    assert_string_equal(print_table(&table), "\nBy site\n(nothing)\n");
}

/* ---- words ---- */

static const char *word(const void *arg, size_t index)
{
    return ((const char *const *)arg)[index];
}

static void the_nearest_word_is_found_or_none(void **state)
{
    static const char *const WORDS[] = {"import", "report", "health", "amount", NULL};

    (void)state;
    assert_string_equal(text_nearest("imoprt", word, WORDS), "import");
    assert_string_equal(text_nearest("reports", word, WORDS), "report");
    assert_string_equal(text_nearest("amout", word, WORDS), "amount");
    assert_null(text_nearest("demolish", word, WORDS));
    assert_null(text_nearest("x", word, WORDS));
}

static void languages_are_known_by_their_names(void **state)
{
    enum language language = ENGLISH;

    (void)state;
    assert_true(text_language_parse("zh_CN.UTF-8", &language));
    assert_int_equal(language, CHINESE);
    assert_true(text_language_parse("en", &language));
    assert_int_equal(language, ENGLISH);
    assert_false(text_language_parse("zhong", &language));
    assert_false(text_language_parse("C", &language));
    assert_false(text_language_parse("", &language));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_are_read_with_their_lines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_bad_row_is_said_and_the_next_one_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_cell_of_over_64_KiB_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_put_is_what_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_printed_line_is_read_as_it_was, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_encoding_of_an_office_becomes_utf8, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_text_is_refused_with_advice, set_up, tear_down),
        cmocka_unit_test_setup_teardown(widths_are_those_of_a_terminal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tables_are_aligned_in_both_scripts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_table_without_rows_says_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_nearest_word_is_found_or_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(languages_are_known_by_their_names, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
