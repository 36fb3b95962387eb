/* What people write into cells, and what the program takes it for. */
#include "cell.h"
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct cv_arena arena;

static int set_up(void **state)
{
    (void)state;
    cv_arena_init(&arena, 1 << 20);
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

/* ---- money ---- */

struct money_row {
    const char *cell;
    const char *heading;
    int64_t fen;
    const char *currency;
};

static void amounts_are_exact_in_every_unit(void **state)
{
    static const struct money_row ROWS[] = {
        {"1234.5", "", 123450, ""},
        {"1,234,567.89", "元", 123456789, "CNY"},
        {"１２３４．５", "", 123450, ""}, /* full-width, as input methods leave it */
        {"１，２３４．５０", "元", 123450, "CNY"},
        {"　12.50　", "", 1250, ""}, /* between ideographic spaces */
        {"12.5", "万元", 12500000, "CNY"},
        {"0.0001", "万元", 100, "CNY"},
        {"0.000001", "万元", 1, "CNY"}, /* one fen */
        {"1.2", "亿元", 12000000000, "CNY"},
        {"3.5", "千元", 350000, "CNY"},
        {"2", "百万元", 200000000, "CNY"},
        {"12.5万元", "元", 12500000, "CNY"}, /* the cell goes before the heading */
        {"12.5万元", "万元", 12500000, "CNY"},
        {"300元", "万元", 30000, "CNY"},
        {"1.2亿", "万元", 12000000000, "CNY"},
        {"1.2 亿元", "", 12000000000, "CNY"},
        {"¥3,000", "", 300000, "CNY"},
        {"￥3000元", "", 300000, "CNY"},
        {"CNY 12", "", 1200, "CNY"},
        {"12 USD", "", 1200, "USD"},
        {"12万美元", "", 12000000, "USD"},
        {"12", "USD", 1200, "USD"},
        {"5.", "", 500, ""},
        {".5", "", 50, ""},
        {"0012.30", "", 1230, ""},
        {"7.5000", "", 750, ""}, /* zeros behind the fen say nothing */
        {"1000000000000", "", INT64_C(100000000000000), ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        struct cell_unit unit;
        struct cell_money money;
        const char *wrong = cell_money_unit(ROWS[i].heading, &unit);

        assert_null(wrong);
        wrong = cell_money(ROWS[i].cell, &unit, "CNY", &arena, &money);
        if (wrong != NULL)
            fail_msg("%s under %s: %s", ROWS[i].cell, ROWS[i].heading, wrong);
        if (money.minor_units != ROWS[i].fen || strcmp(money.currency, ROWS[i].currency) != 0)
            fail_msg("%s under %s: %lld %s", ROWS[i].cell, ROWS[i].heading,
                     (long long)money.minor_units, money.currency);
    }
}

static void what_is_no_exact_amount_is_refused(void **state)
{
    static const struct {
        const char *cell;
        const char *heading;
        const char *says;
    } ROWS[] = {
        {"", "", "must be an amount"},
        {"abc", "", "must be an amount"},
        {"12元5角", "", "must be an amount"},
        {"12,34", "", "must be a number"}, /* a decimal comma would be a hundredfold */
        {"1,23,456", "", "must be a number"},
        {"1.2.3", "", "must be a number"},
        {",123", "", "must be a number"},
        {"1,234,", "", "must be a number"},
        {".", "", "must be a number"},
        {"12.345", "", "more decimals"},
        {"0.0000001", "万元", "more decimals"},
        {"0", "", "more than 0"},
        {"0.00", "万元", "more than 0"},
        {"-5", "", "must not be negative"},
        {"−5", "", "must not be negative"},
        {"(1,234.00)", "", "must not be negative"}, /* accountants' minus */
        {"负5", "", "must not be negative"},
        {"1000000000000.01", "", "too large"},
        {"99999999999999999999999999", "", "too large"},
        {"20000", "亿元", "too large"},
        {"12箱", "", "must be an amount"},
        {"1e5", "", "must be an amount"},
        {"0x10", "", "must be an amount"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        struct cell_unit unit;
        struct cell_money money;
        const char *wrong;

        assert_null(cell_money_unit(ROWS[i].heading, &unit));
        wrong = cell_money(ROWS[i].cell, &unit, "CNY", &arena, &money);
        if (wrong == NULL || strstr(wrong, ROWS[i].says) == NULL)
            fail_msg("%s under %s: %s", ROWS[i].cell, ROWS[i].heading,
                     wrong == NULL ? "taken" : wrong);
    }
}

static void a_unit_that_is_not_understood_is_refused_not_guessed(void **state)
{
    static const char *const UNITS[] = {"箱", "万箱", "dollars", "usd", "元/吨", "万 箱", "分"};
    struct cell_unit unit;

    (void)state;
    for (size_t i = 0; i < COUNT(UNITS); i++) {
        if (cell_money_unit(UNITS[i], &unit) == NULL)
            fail_msg("%s was taken", UNITS[i]);
    }
}

static void a_currency_has_its_own_decimals(void **state)
{
    const struct cell_unit none = {.currency = ""};
    struct cell_money money;

    (void)state;
    assert_int_equal(cell_currency_decimals("CNY"), 2);
    assert_int_equal(cell_currency_decimals("JPY"), 0);
    assert_int_equal(cell_currency_decimals("KWD"), 3);
    assert_null(cell_money("1200", &none, "JPY", &arena, &money));
    assert_int_equal(money.minor_units, 1200);
    assert_non_null(cell_money("1200.5", &none, "JPY", &arena, &money));
}

/* ---- what is counted ---- */

static void counts_are_exact_and_know_their_heading(void **state)
{
    static const struct {
        const char *cell;
        const char *heading;
        int decimals;
        int64_t value; /* -1: refused */
    } ROWS[] = {
        {"4530", "人次", 0, 4530},
        {"4,530", "", 0, 4530},
        {"1.2万", "人次", 0, 12000},
        {"1.2", "万人次", 0, 12000},
        {"63.45", "分", 2, 6345},
        {"0", "", 0, 0},
        {"５８", "", 0, 58},
        {"3.5", "万元", 2, 3500000},
        {"12万元", "", 2, 12000000},
        {"1.5", "", 0, -1},
        {"-1", "", 0, -1},
        {"", "", 0, -1},
        {"12人", "", 0, -1},
        {"1000000000000000", "", 0, INT64_C(1000000000000000)},
        {"1000000000000001", "", 0, -1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        struct cell_unit unit;
        int64_t value = -1;
        const char *wrong;

        cell_count_unit(ROWS[i].heading, &unit);
        wrong = cell_count(ROWS[i].cell, &unit, ROWS[i].decimals, &arena, &value);
        if ((wrong == NULL) != (ROWS[i].value >= 0) || (wrong == NULL && value != ROWS[i].value))
            fail_msg("%s under %s: %lld, %s", ROWS[i].cell, ROWS[i].heading, (long long)value,
                     wrong);
    }
}

static void whole_numbers_have_bounds(void **state)
{
    int64_t value;

    (void)state;
    assert_null(cell_integer("２０２５", 1900, 2999, &arena, &value));
    assert_int_equal(value, 2025);
    assert_string_equal(cell_integer("3000", 1900, 2999, &arena, &value),
                        "must be a whole number from 1900 to 2999");
    assert_non_null(cell_integer("20.5", 1900, 2999, &arena, &value));
    assert_non_null(cell_integer("", 0, 6, &arena, &value));
    assert_non_null(cell_integer("-1", 0, 6, &arena, &value));
}

/* ---- dates ---- */

static void dates_are_read_as_written_here_and_there(void **state)
{
    static const char *const CELLS[] = {
        "2024-03-05",
        "2024/3/5",
        "2024.3.5",
        "20240305",
        "2024年3月5日",
        "2024-3-05",
        "２０２４－０３－０５",
        "2024/3/5 0:00",
        "2024-03-05 00:00:00",
        " 2024-03-05 ",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CELLS); i++) {
        struct cell_date date;
        const char *wrong = cell_date(CELLS[i], &arena, &date);

        if (wrong != NULL || date.year != 2024 || date.month != 3 || date.day != 5)
            fail_msg("%s: %s", CELLS[i], wrong);
    }
}

static void what_may_be_another_day_is_refused(void **state)
{
    static const char *const CELLS[] = {
        "",           "2024",       "2024-03",    "2024035",    "05/03/2024",       "3/5/2024",
        "2023-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "2024-3-5x",        "24-03-05",
        "2024--3-5",  "2024-+3-5",  "2024- 3- 5", "45123",      "2024-03-05 13:30", "1899-01-01",
        "20240305 1", "2024/3-5",
    };
    struct cell_date date;

    (void)state;
    for (size_t i = 0; i < COUNT(CELLS); i++) {
        if (cell_date(CELLS[i], &arena, &date) == NULL)
            fail_msg("%s was taken for %d-%d-%d", CELLS[i], date.year, date.month, date.day);
    }
    assert_null(cell_date("2024-02-29", &arena, &date));
}

/* ---- words ---- */

static void shares_are_basis_points(void **state)
{
    int32_t share;

    (void)state;
    assert_null(cell_percent("60%", &arena, &share));
    assert_int_equal(share, 6000);
    assert_null(cell_percent("６２．５％", &arena, &share));
    assert_int_equal(share, 6250);
    assert_null(cell_percent("100", &arena, &share));
    assert_int_equal(share, 10000);
    assert_non_null(cell_percent("100.01", &arena, &share));
    assert_non_null(cell_percent("33.333%", &arena, &share));
    assert_non_null(cell_percent("%", &arena, &share));
}

static void yes_and_no_are_understood_and_nothing_else(void **state)
{
    static const char *const YES[] = {"yes", "Y", "TRUE", "1", "是", "√", " ｙｅｓ "};
    static const char *const NO[] = {"no", "N", "false", "0", "否", ""};
    bool yes;

    (void)state;
    for (size_t i = 0; i < COUNT(YES); i++) {
        assert_null(cell_yes(YES[i], &arena, &yes));
        assert_true(yes);
    }
    for (size_t i = 0; i < COUNT(NO); i++) {
        assert_null(cell_yes(NO[i], &arena, &yes));
        assert_false(yes);
    }
    assert_non_null(cell_yes("perhaps", &arena, &yes));
}

static void ids_lose_their_capitals_and_must_be_ids(void **state)
{
    static const char *const WRONG[] = {"", "-a", ".a", "a b", "村", "a/b", "a,b"};
    char long_id[65];
    const char *id;

    (void)state;
    assert_null(cell_id(" HT-2023.001_Ａ ", &arena, &id));
    assert_string_equal(id, "ht-2023.001_a");
    for (size_t i = 0; i < COUNT(WRONG); i++)
        assert_non_null(cell_id(WRONG[i], &arena, &id));
    memset(long_id, 'a', 64);
    long_id[64] = '\0';
    assert_non_null(cell_id(long_id, &arena, &id));
    long_id[63] = '\0';
    assert_null(cell_id(long_id, &arena, &id));
}

static void numbers_are_printed_with_separators(void **state)
{
    static const struct {
        int64_t value;
        int decimals;
        const char *text;
    } ROWS[] = {
        {0, 2, "0.00"},
        {5, 2, "0.05"},
        {-5, 2, "-0.05"},
        {123456789, 2, "1,234,567.89"},
        {100, 0, "100"},
        {1000, 0, "1,000"},
        {-100000, 2, "-1,000.00"},
        {INT64_MAX, 0, "9,223,372,036,854,775,807"},
        {INT64_MIN, 6, "-9,223,372,036,854.775808"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        char out[40];

        cell_print_decimal(ROWS[i].value, ROWS[i].decimals, out);
        assert_string_equal(out, ROWS[i].text);
    }
}

static void refusals_are_said_in_chinese_too(void **state)
{
    const struct cell_unit none = {.currency = ""};
    struct cell_money money;

    (void)state;
    text_set_language(CHINESE);
    assert_string_equal(cell_money("12.345", &none, "CNY", &arena, &money),
                        "的小数位数超出单位允许的范围");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(amounts_are_exact_in_every_unit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_exact_amount_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_unit_that_is_not_understood_is_refused_not_guessed,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_currency_has_its_own_decimals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(counts_are_exact_and_know_their_heading, set_up, tear_down),
        cmocka_unit_test_setup_teardown(whole_numbers_have_bounds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(dates_are_read_as_written_here_and_there, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_may_be_another_day_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shares_are_basis_points, set_up, tear_down),
        cmocka_unit_test_setup_teardown(yes_and_no_are_understood_and_nothing_else, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(ids_lose_their_capitals_and_must_be_ids, set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_are_printed_with_separators, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refusals_are_said_in_chinese_too, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
