/* What every method repeats: dates, names, page tokens, field checks, field masks. */
#include "app/check.h"
#include "app/date.h"
#include "app/page.h"
#include "app/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct cv_arena arena;

static int set_up(void **state)
{
    (void)state;
    cv_arena_init(&arena, 1 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cv_arena_release(&arena);
    cv_arena_thread_done();
    return 0;
}

static void only_days_of_the_calendar_are_dates(void **state)
{
    static const struct {
        int year, month, day;
        int32_t date; /* 0: refused */
    } ROWS[] = {
        {2025, 3, 31, 20250331}, {2024, 2, 29, 20240229},  {2000, 2, 29, 20000229},
        {1, 1, 1, 10101},        {9999, 12, 31, 99991231}, {2025, 2, 29, 0},
        {1900, 2, 29, 0},        {2025, 4, 31, 0},         {2025, 13, 1, 0},
        {2025, 0, 1, 0},         {2025, 1, 0, 0},          {0, 1, 1, 0},
        {10000, 1, 1, 0},        {2025, 1, -1, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        int32_t date = 7;

        assert_int_equal(cv_date_make(ROWS[i].year, ROWS[i].month, ROWS[i].day, &date),
                         ROWS[i].date != 0);
        assert_int_equal(date, ROWS[i].date);
    }
}

static void every_day_of_four_centuries_follows_the_one_before(void **state)
{
    const int64_t day_us = INT64_C(86400000000);
    int32_t before = cv_date_at(INT64_C(-62135596800000000), 0);
    int count = 1;

    (void)state;
    assert_int_equal(before, 10101);
    assert_int_equal(cv_date_at(0, 0), 19700101);
    assert_int_equal(cv_date_at(-1, 0), 19691231);
    for (int64_t day = -719161; day < -719161 + 146097; day++, count++) {
        int32_t date = cv_date_at(day * day_us, 0);
        int32_t checked;

        assert_true(date > before);
        assert_true(
            cv_date_make(cv_date_year(date), cv_date_month(date), cv_date_day(date), &checked));
        before = date;
    }
    assert_int_equal(before, 4010101);
}

static void a_date_is_of_its_place(void **state)
{
    const int64_t us = INT64_C(1743436799000000); /* 2025-03-31T15:59:59Z */
    char text[CV_DATE_TEXT];

    (void)state;
    assert_int_equal(cv_date_at(us, 8 * 60), 20250331);
    assert_int_equal(cv_date_at(us + 1000000, 8 * 60), 20250401);
    assert_int_equal(cv_date_latest(us), 20250401);
    cv_date_print(20250331, text);
    assert_string_equal(text, "2025-03-31");
    cv_date_print(CV_DATE_NONE, text);
    assert_string_equal(text, "");
}

static void names_match_their_pattern_and_nothing_else(void **state)
{
    static const char *const WRONG[] = {
        "",
        "programmes/jw",
        "programmes/jw/projects",
        "programmes/jw/projects/",
        "programmes//projects/0042",
        "programmes/jw/projects/0042/",
        "programmes/jw/projects/0042/sites/a",
        "programmes/jw/partners/0042",
        "programmes/JW/projects/0042",
        "programmes/-jw/projects/0042",
        "programmes/jw/projects/00 42",
        "/programmes/jw/projects/0042",
        ("programmes/jw/projects/"
         "0123456789012345678901234567890123456789012345678901234567890123"),
    };
    struct cv_id ids[2];

    (void)state;
    assert_true(cv_name_match("programmes/jw/projects/0042.a_b-c", "programmes/@/projects/@", ids));
    assert_string_equal(ids[0].text, "jw");
    assert_string_equal(ids[1].text, "0042.a_b-c");
    assert_true(cv_name_match(
        "programmes/jw/projects/012345678901234567890123456789012345678901234567890123456789012",
        "programmes/@/projects/@", ids));
    for (size_t i = 0; i < sizeof(WRONG) / sizeof(WRONG[0]); i++)
        assert_false(cv_name_match(WRONG[i], "programmes/@/projects/@", ids));
}

static struct cv_status read_page(struct cv_page *page, const char *org, const char *parent,
                                  int64_t size, const char *token)
{
    return cv_page_read(page, &arena, org, "/s/List", parent, size, token);
}

static void a_page_token_goes_back_only_to_where_it_came_from(void **state)
{
    struct cv_uuid key = cv_uuid7();
    struct cv_page page;
    char *token;

    (void)state;
    assert_int_equal(read_page(&page, "a", "p/1", 0, "").code, CV_OK);
    assert_int_equal(page.size, CV_PAGE_DEFAULT);
    token = cv_page_next(&page, &arena, key);
    assert_int_equal(read_page(&page, "a", "p/1", 5000, token).code, CV_OK);
    assert_int_equal(page.size, CV_PAGE_MAX);
    assert_memory_equal(page.after.bytes, key.bytes, 16);
    assert_int_equal(read_page(&page, "b", "p/1", 0, token).code, CV_INVALID_ARGUMENT);
    assert_int_equal(read_page(&page, "a", "p/2", 0, token).code, CV_INVALID_ARGUMENT);
    assert_int_equal(cv_page_read(&page, &arena, "a", "/s/Other", "p/1", 0, token).code,
                     CV_INVALID_ARGUMENT);
    assert_int_equal(read_page(&page, "a", "p/1", -1, "").code, CV_INVALID_ARGUMENT);
}

static void a_page_token_changed_anywhere_is_refused(void **state)
{
    struct cv_page page;
    struct cv_status status;
    char *token;

    (void)state;
    assert_int_equal(read_page(&page, "a", "p", 0, "").code, CV_OK);
    token = cv_page_next(&page, &arena, cv_uuid7());
    for (size_t i = 0; token[i] != '\0'; i++) {
        char *changed = cv_arena_string(&arena, token);

        changed[i] = changed[i] == '0' ? '1' : '0';
        status = read_page(&page, "a", "p", 0, changed);
        assert_int_equal(status.code, CV_INVALID_ARGUMENT);
        assert_string_equal(status.field, "page_token");
    }
    assert_int_equal(read_page(&page, "a", "p", 0, "zz").code, CV_INVALID_ARGUMENT);
    token[0] = 'G';
    assert_int_equal(read_page(&page, "a", "p", 0, token).code, CV_INVALID_ARGUMENT);
}

static void a_check_names_the_first_wrong_field_only(void **state)
{
    struct cv_check check = cv_check_begin(&arena);
    struct cv_id id;

    (void)state;
    cv_check_text(&check, "a.title", "好的", 2, true);
    cv_check_range(&check, "a.size", 3, 1, 3);
    cv_check_new_id(&check, "a_id", "", &id);
    assert_true(cv_check_fine(&check));
    assert_true(cv_id_valid(id.text));
    cv_check_text(&check, "a.title", "好的吗", 2, true);
    cv_check_text(&check, "a.other", "", 2, true);
    assert_int_equal(check.status.code, CV_INVALID_ARGUMENT);
    assert_string_equal(check.status.field, "a.title");
    assert_string_equal(check.status.message, "a.title must have at most 2 characters, not 3");
}

static void texts_that_would_harm_are_refused(void **state)
{
    static const char *const WRONG[] = {" a", "a ", "a\nb", "\t", "\x7f", ""};

    (void)state;
    for (size_t i = 0; i < sizeof(WRONG) / sizeof(WRONG[0]); i++) {
        struct cv_check check = cv_check_begin(&arena);

        cv_check_text(&check, "t", WRONG[i], 10, true);
        assert_false(cv_check_fine(&check));
    }
}

static void a_field_mask_takes_known_fields_only(void **state)
{
    static const char *const ALLOWED[] = {"title", "state", "sites", NULL};
    char *paths[] = {(char *)(uintptr_t) "sites", (char *)(uintptr_t) "title"};
    Google__Protobuf__FieldMask mask = GOOGLE__PROTOBUF__FIELD_MASK__INIT;
    struct cv_check check = cv_check_begin(&arena);

    (void)state;
    assert_int_equal(cv_wire_mask_read(&check, NULL, ALLOWED), CV_MASK_ALL);
    mask.paths = paths;
    assert_int_equal(cv_wire_mask_read(&check, &mask, ALLOWED), CV_MASK_ALL);
    mask.n_paths = 2;
    assert_int_equal(cv_wire_mask_read(&check, &mask, ALLOWED), 5);
    assert_true(cv_check_fine(&check));
    paths[1] = (char *)(uintptr_t) "etag";
    cv_wire_mask_read(&check, &mask, ALLOWED);
    assert_string_equal(check.status.field, "update_mask");
    assert_string_equal(check.status.message,
                        "'etag' cannot be updated; these can: title, state, sites");
}

static void times_and_dates_survive_the_wire(void **state)
{
    struct cv_check check = cv_check_begin(&arena);
    Google__Protobuf__Timestamp *time = cv_wire_time(&arena, INT64_C(1743436799123456));
    Google__Type__Date *date = cv_wire_date(&arena, 20250331);

    (void)state;
    assert_int_equal(time->nanos, 123456000);
    assert_int_equal(cv_wire_time_read(&check, "t", time), INT64_C(1743436799123456));
    assert_int_equal(cv_wire_date_read(&check, "d", date, true), 20250331);
    assert_int_equal(cv_wire_date_read(&check, "d", NULL, false), CV_DATE_NONE);
    assert_null(cv_wire_date(&arena, CV_DATE_NONE));
    assert_true(cv_check_fine(&check));
    date->day = 32;
    assert_int_equal(cv_wire_date_read(&check, "d", date, true), CV_DATE_NONE);
    assert_false(cv_check_fine(&check));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_days_of_the_calendar_are_dates, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_day_of_four_centuries_follows_the_one_before, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_date_is_of_its_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_match_their_pattern_and_nothing_else, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_page_token_goes_back_only_to_where_it_came_from, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_page_token_changed_anywhere_is_refused, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_check_names_the_first_wrong_field_only, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(texts_that_would_harm_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_field_mask_takes_known_fields_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(times_and_dates_survive_the_wire, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
