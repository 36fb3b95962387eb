/* The report as people and programs get it, against the files in golden/. A difference is either a
 * bug or a change to be read there. */
#include "report_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ALL          ((1u << REPORT_SECTIONS) - 1)

typedef void print_report(const Caravan__Projects__V1__ReportResponse *report,
                          struct cv_arena *arena, FILE *out);

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

#define TEXT(t) ((char *)(uintptr_t)(t))

static Caravan__Projects__V1__MoneyRow *money(const char *key, const char *title,
                                              const char *title_zh, int64_t budget,
                                              int64_t committed, int64_t disbursed)
{
    Caravan__Projects__V1__MoneyRow *row = cv_arena_alloc(&arena, sizeof(*row));

    caravan__projects__v1__money_row__init(row);
    row->key = TEXT(key);
    row->title = TEXT(title);
    row->title_zh = TEXT(title_zh);
    row->budget_minor = budget;
    row->committed_minor = committed;
    row->disbursed_minor = disbursed;
    row->available_minor = budget - committed;
    row->budget_bp = budget > 0 ? 10000 : 0;
    if (budget == 0)
        return row;
    row->parts = cv_arena_alloc(&arena, sizeof(*row->parts));
    caravan__projects__v1__budget_parts__init(row->parts);
    row->parts->disbursed_bp = (int32_t)(disbursed * 10000 / budget);
    row->parts->available_bp = 10000 - row->parts->disbursed_bp;
    return row;
}

static Caravan__Projects__V1__Figure *figure(const char *period, int64_t value, int64_t weight,
                                             bool withheld)
{
    Caravan__Projects__V1__Figure *made = cv_arena_alloc(&arena, sizeof(*made));

    caravan__projects__v1__figure__init(made);
    made->period = TEXT(period);
    made->value = value;
    made->weight = weight;
    made->observation_count = withheld ? 0 : 3;
    made->withheld = withheld;
    return made;
}

static Caravan__Projects__V1__IndicatorReport *indicator(const char *name, const char *title,
                                                         const char *title_zh, const char *unit,
                                                         int32_t decimals,
                                                         Caravan__Projects__V1__IndicatorKind kind)
{
    Caravan__Projects__V1__IndicatorReport *made = cv_arena_alloc(&arena, sizeof(*made));

    caravan__projects__v1__indicator_report__init(made);
    made->indicator = TEXT(name);
    made->title = TEXT(title);
    made->title_zh = TEXT(title_zh);
    made->unit = TEXT(unit);
    made->decimals = decimals;
    made->kind = kind;
    made->by_year = cv_arena_array(&arena, 4, sizeof(Caravan__Projects__V1__Figure *));
    made->by_period = cv_arena_array(&arena, 4, sizeof(Caravan__Projects__V1__Figure *));
    return made;
}

static void add_money(Caravan__Projects__V1__ReportResponse *report)
{
    static Caravan__Projects__V1__MoneyRow *projects[2];
    static Caravan__Projects__V1__MoneyRow *sectors[1];
    static Caravan__Projects__V1__MoneyRow *partners[2];
    static Caravan__Projects__V1__MoneyRow *years[1];

    report->total = money("", "", "", 123456789012345, 100000000, 96150001);
    projects[0] =
        money("programmes/jw/projects/0001", "School", "学校", 123456689012345, 60000000, 60000000);
    projects[1] =
        money("programmes/jw/projects/0002", "", "白杨村卫生院", 100000000, 40000000, 36150001);
    sectors[0] = money("health", "", "", 123456789012345, 100000000, 96150001);
    partners[0] = money("", "", "", 0, 0, 0);
    partners[1] = money("programmes/jw/partners/p1", "Hospital", "医院", 123456789012345, 100000000,
                        96150001);
    years[0] = money("2025", "", "", 123456789012345, 100000000, 96150001);
    projects[0]->budget_bp = 9999;
    projects[1]->budget_bp = 1;
    report->by_project = projects;
    report->n_by_project = COUNT(projects);
    report->by_sector = sectors;
    report->n_by_sector = COUNT(sectors);
    report->by_partner = partners;
    report->n_by_partner = COUNT(partners);
    report->by_year = years;
    report->n_by_year = COUNT(years);
}

static void add_indicators(Caravan__Projects__V1__ReportResponse *report)
{
    static Caravan__Projects__V1__IndicatorReport *all[3];

    all[0] =
        indicator("programmes/jw/indicators/eyes", "Eye screenings", "眼病筛查", "person-times", 0,
                  CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_FLOW);
    all[0]->unit_zh = TEXT("人次");
    all[0]->total = figure("", 163482, 0, false);
    all[0]->by_year[all[0]->n_by_year++] = figure("2024", 0, 0, true);
    all[0]->by_year[all[0]->n_by_year++] = figure("2025", 0, 0, false);
    all[0]->by_period[all[0]->n_by_period++] = figure("2025-07", 0, 0, true);
    all[1] = indicator("programmes/jw/indicators/exam", "Exam average", "平均分", "points", 2,
                       CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_WEIGHTED_MEAN);
    all[1]->total = figure("", 6345, 120, false);
    all[1]->by_year[all[1]->n_by_year++] = figure("2023", 6345, 120, false);
    all[2] = indicator("programmes/jw/indicators/beds", "Beds", "床位", "beds", 0,
                       CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_LEVEL);
    report->indicators = all;
    report->n_indicators = COUNT(all);
}

static Caravan__Projects__V1__ReportResponse *make_report(void)
{
    static Caravan__Projects__V1__ReportResponse report;
    static Google__Protobuf__Timestamp known_at;
    static Google__Type__Date through;

    caravan__projects__v1__report_response__init(&report);
    google__protobuf__timestamp__init(&known_at);
    google__type__date__init(&through);
    known_at.seconds = 1767225600;
    known_at.nanos = 250000000;
    through.year = 2025;
    through.month = 3;
    through.day = 31;
    report.programme = TEXT("programmes/jw");
    report.title = TEXT("Paired support");
    report.title_zh = TEXT("对口支援");
    report.currency = TEXT("CNY");
    report.known_at = &known_at;
    report.effective_through = &through;
    report.project_count = 2;
    report.project_started_count = 1;
    add_money(&report);
    add_indicators(&report);
    return &report;
}

static char *read_golden(const char *name)
{
    const char *path = cv_arena_printf(&arena, "tests/client/golden/%s", name);
    FILE *in = fopen(path, "rb");
    char *text = cv_arena_zalloc(&arena, 64 * 1024);
    size_t len;

    if (in == NULL)
        fail_msg("%s is not there", path);
    len = fread(text, 1, 64 * 1024 - 1, in);
    text[len] = '\0';
    (void)fclose(in);
    return text;
}

static void write_golden(const char *name, const char *text)
{
    FILE *out = fopen(cv_arena_printf(&arena, "tests/client/golden/%s", name), "wb");

    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

static void compare(const char *name, print_report *print)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    print(make_report(), &arena, out);
    (void)fclose(out);
    if (getenv("WRITE_GOLDEN") != NULL)
        write_golden(name, text);
    assert_string_equal(text, read_golden(name));
    free(text);
}

static void tables(const Caravan__Projects__V1__ReportResponse *report, struct cv_arena *own,
                   FILE *out)
{
    report_print_tables(report, ALL, own, out);
}

static void csv(const Caravan__Projects__V1__ReportResponse *report, struct cv_arena *own,
                FILE *out)
{
    report_print_csv(report, ALL, own, out);
}

static void json(const Caravan__Projects__V1__ReportResponse *report, struct cv_arena *own,
                 FILE *out)
{
    assert_true(report_print_json(report, own, out));
}

static void people_read_aligned_tables(void **state)
{
    (void)state;
    compare("report.en.txt", tables);
}

static void people_read_them_in_chinese(void **state)
{
    (void)state;
    text_set_language(CHINESE);
    compare("report.zh.txt", tables);
}

static void programs_read_json(void **state)
{
    (void)state;
    text_set_language(CHINESE); /* which changes nothing */
    compare("report.json", json);
}

static void spreadsheets_read_csv(void **state)
{
    (void)state;
    text_set_language(CHINESE);
    compare("report.csv", csv);
}

static void only_the_sections_asked_for_are_printed(void **state)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    (void)state;
    report_print_tables(make_report(), 1u << REPORT_YEAR, &arena, out);
    (void)fclose(out);
    assert_non_null(strstr(text, "Money by year"));
    assert_null(strstr(text, "Money by project"));
    assert_null(strstr(text, "What came of it"));
    free(text);
}

static void the_newest_years_are_shown_if_there_are_too_many(void **state)
{
    Caravan__Projects__V1__ReportResponse *report = make_report();
    Caravan__Projects__V1__Figure *years[30];
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    (void)state;
    for (size_t i = 0; i < COUNT(years); i++)
        years[i] = figure(cv_arena_printf(&arena, "%zu", 2000 + i), 1, 0, false);
    report->indicators[0]->by_year = years;
    report->indicators[0]->n_by_year = COUNT(years);
    report_print_tables(report, 1u << REPORT_INDICATOR, &arena, out);
    (void)fclose(out);
    assert_non_null(strstr(text, "2029"));
    assert_non_null(strstr(text, "2021"));
    assert_null(strstr(text, "2020"));
    free(text);
}

static void amounts_are_plain_for_programs(void **state)
{
    (void)state;
    assert_string_equal(report_plain(123456789, 2, &arena), "1234567.89");
    assert_string_equal(report_plain(-5, 2, &arena), "-0.05");
    assert_string_equal(report_plain(1200, 0, &arena), "1200");
    assert_string_equal(report_plain(INT64_MIN, 2, &arena), "-92233720368547758.08");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(people_read_aligned_tables, set_up, tear_down),
        cmocka_unit_test_setup_teardown(people_read_them_in_chinese, set_up, tear_down),
        cmocka_unit_test_setup_teardown(programs_read_json, set_up, tear_down),
        cmocka_unit_test_setup_teardown(spreadsheets_read_csv, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_the_sections_asked_for_are_printed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_newest_years_are_shown_if_there_are_too_many, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(amounts_are_plain_for_programs, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
