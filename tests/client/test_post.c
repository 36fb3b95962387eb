/* Rows that become calls: cells, requests, their order, and what is wrong with them. */
#include "caravan/logistics/v1/corridors.caravan.h"
#include "enum_word.h"
#include "post.h"
#include "post_cell.h"
#include "post_field.h"
#include "support/message_text.h"
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct bench {
    struct cv_arena arena;
    struct problems problems;
    struct sheet sheets[4];
    size_t count;
    struct posts posts;
};

static void up(struct bench *bench)
{
    *bench = (struct bench){0};
    cv_arena_init(&bench->arena, 64 * 1024 * 1024);
    problems_init(&bench->problems, &bench->arena);
    text_set_language(ENGLISH);
}

static void down(struct bench *bench)
{
    cv_arena_release(&bench->arena);
}

static void add(struct bench *bench, const char *path, const char *text)
{
    const struct form *form = form_of_file(path);

    assert_non_null(form);
    assert_true(sheet_read(&bench->sheets[bench->count], bench->count, path, form,
                           (struct cv_slice){(const uint8_t *)text, strlen(text)}, &bench->arena,
                           &bench->problems));
    bench->count++;
}

static void make(struct bench *bench)
{
    posts_make(&bench->posts, bench->sheets, bench->count, &bench->arena, &bench->problems);
    for (size_t i = 0; i < bench->problems.count; i++)
        problem_print(&bench->problems.list[i], stdout);
}

static void is(struct bench *bench, size_t row, const char *method, const char *want)
{
    const char *differs;

    assert_true(row < bench->posts.count);
    assert_string_equal(bench->posts.rows[row].method->name, method);
    differs = message_differs(bench->posts.rows[row].request, want, &bench->arena);
    if (differs != NULL)
        fail_msg("row %zu: %s", row, differs);
}

/* The only problem, of this line. */
static void wrong(const char *path, const char *text, size_t line, const char *what)
{
    struct bench bench;

    up(&bench);
    add(&bench, path, text);
    make(&bench);
    assert_int_equal(bench.problems.count, 1);
    assert_int_equal(bench.problems.list[0].line, line);
    if (strstr(bench.problems.list[0].what, what) == NULL)
        fail_msg("%s", bench.problems.list[0].what);
    down(&bench);
}

/* ---- cells ---- */

static void times_say_their_distance_from_utc(void **state)
{
    static const struct {
        const char *text;
        const char *heading;
        int64_t seconds; /* -1: refused */
        int32_t offset;
    } ROWS[] = {
        {"2025-03-05 08:00 +08:00", "", 1741132800, 480},
        {"2025-03-05T08:00:30+0800", "", 1741132830, 480},
        {"2025/3/5 8:00", "+08:00", 1741132800, 480},
        {"2025-03-05 08:00 Z", "+08:00", 1741161600, 0},
        {"2025-03-05 08:00 UTC+8", "", 1741132800, 480},
        {"2025-03-05 08:00 -03:30", "", 1741174200, -210},
        {"２０２５-03-05 08:00 +8", "", 1741132800, 480},
        {"2025-03-05 08:00", "", -1, 0},
        {"2025-03-05", "+08:00", -1, 0},
        {"2025-02-30 08:00", "+08:00", -1, 0},
        {"2025-03-05 24:30", "+08:00", -1, 0},
        {"2025-03-05 08:00 +15:00", "", -1, 0},
        {"2025-03-05 08:00 +08:00 and more", "", -1, 0},
    };
    struct bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        struct cell_time time;
        const char *said = cell_time(ROWS[i].text, ROWS[i].heading, &bench.arena, &time);

        if ((said == NULL) != (ROWS[i].seconds >= 0))
            fail_msg("%s: %s", ROWS[i].text, said);
        if (said == NULL) {
            assert_int_equal(time.seconds, ROWS[i].seconds);
            assert_int_equal(time.offset_minutes, ROWS[i].offset);
        }
    }
    down(&bench);
}

static void masses_say_their_unit(void **state)
{
    static const struct {
        const char *text;
        const char *heading;
        int64_t grams; /* -1: refused */
    } ROWS[] = {
        {"22.5 t", "", 22500000},   {"22500kg", "", 22500000},
        {"22.5吨", "kg", 22500000}, {"1,234.567", "kg", 1234567},
        {"500 g", "", 500},         {"0.0000001 t", "", -1},
        {"22.5", "", -1},           {"22.5 lb", "", -1},
        {"-1 t", "", -1},           {"t", "", -1},
    };
    struct bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        int64_t grams = -1;
        const char *said = cell_mass(ROWS[i].text, ROWS[i].heading, &bench.arena, &grams);

        if ((said == NULL) != (ROWS[i].grams >= 0))
            fail_msg("%s: %s", ROWS[i].text, said);
        if (said == NULL)
            assert_int_equal(grams, ROWS[i].grams);
    }
    down(&bench);
}

/* ---- forms ---- */

static void every_column_of_every_form_is_a_field_of_its_call(void **state)
{
    (void)state;
    for (size_t f = FORM_PLACES; f < FORM_COUNT; f++) {
        const struct form *form = form_by_id(f);
        const struct cv_method *method = post_method(form->post->service, form->post->method);

        assert_int_equal(form->id, f);
        assert_true(form->column_count <= FORM_COLUMNS_MAX);
        if (method == NULL)
            fail_msg("%s: no method %s", form->name.en, form->post->method);
        assert_non_null(post_field(method->request, "request_id"));
        for (size_t c = 0; c < form->column_count; c++) {
            const struct form_column *column = &form->columns[c];

            if (column->field != NULL && post_field(method->request, column->field) == NULL)
                fail_msg("%s, %s: no field %s", form->name.en, column->name.en, column->field);
        }
    }
}

static void files_are_known_by_the_longest_name_that_fits(void **state)
{
    (void)state;
    assert_int_equal(form_of_file("a/places.csv")->id, FORM_PLACES);
    assert_int_equal(form_of_file("通道 2025.csv")->id, FORM_CORRIDORS);
    assert_int_equal(form_of_file("trips-2025-q1.csv")->id, FORM_TRIPS);
    assert_int_equal(form_of_file("projects.csv")->id, FORM_PROJECTS);
}

/* ---- rows ---- */

static void a_row_becomes_a_request(void **state)
{
    struct bench bench;

    (void)state;
    up(&bench);
    add(&bench, "places.csv",
        "id,title,kind,functions,country,utc_offset_minutes\n"
        "Mohan,Mohan border,border-point,\"road, customs\",CN,480\n");
    make(&bench);
    assert_int_equal(bench.problems.count, 0);
    is(&bench, 0, "CreatePlace",
       "place_id: 'mohan' place { title: 'Mohan border' kind: PLACE_KIND_BORDER_POINT "
       "functions: PLACE_FUNCTION_ROAD functions: PLACE_FUNCTION_CUSTOMS country: 'CN' "
       "utc_offset_minutes: 480 }");
    down(&bench);
}

static void rows_of_one_thing_are_one_request(void **state)
{
    struct bench bench;

    (void)state;
    up(&bench);
    add(&bench, "通道.csv",
        "编号,名称,站点,方式,运行分钟\n"
        "a,甲,p1,rail,60\na,,p2,ROAD,30\na,,p3,,\nb,乙,p1,road,10\nb,,p2,,\n");
    make(&bench);
    assert_int_equal(bench.posts.count, 2);
    assert_int_equal(bench.posts.rows[0].row_count, 3);
    is(&bench, 0, "CreateCorridor",
       "corridor_id: 'a' corridor { title_zh: '甲' "
       "points { place: 'places/p1' mode: TRANSPORT_MODE_RAIL run_minutes: 60 } "
       "points { place: 'places/p2' mode: TRANSPORT_MODE_ROAD run_minutes: 30 } "
       "points { place: 'places/p3' } }");
    is(&bench, 1, "CreateCorridor", "corridor_id: 'b' corridor { title_zh: '乙' }");
    down(&bench);
}

static void the_request_id_is_that_of_the_content(void **state)
{
    static const char FILE_TEXT[] = "id,corridor,number,direction,departure（+08:00）\n"
                                    "t1,c,X1,outbound,2025-08-01 08:00\n"
                                    "t1,c,X1,outbound,2025-08-01 08:00\n"
                                    "t1,c,X1,outbound,2025-08-01 08:01\n";
    const Caravan__Logistics__V1__CreateTripRequest *request[3];
    struct bench bench;

    (void)state;
    up(&bench);
    add(&bench, "trips.csv", FILE_TEXT);
    make(&bench);
    assert_int_equal(bench.posts.count, 3);
    for (size_t i = 0; i < 3; i++)
        request[i] = (const void *)bench.posts.rows[i].request;
    assert_string_equal(request[0]->request_id, request[1]->request_id);
    assert_string_not_equal(request[0]->request_id, request[2]->request_id);
    assert_int_equal(request[0]->trip->departure_time->seconds, 1754006400);
    down(&bench);
}

static void what_is_wrong_with_a_cell_is_said(void **state)
{
#define TRIP "id,corridor,number,direction,departure\n"
    (void)state;
    wrong("places.csv", "id,kind,country\np,harbour,CN\n", 2, "must be one of STATION, TERMINAL");
    wrong("places.csv", "id,kind,country\np,,CN\n", 2, "is required");
    wrong("places.csv", "id,kind,country\np q,station,CN\n", 2, "");
    wrong("places.csv", "id,kind,functions,country\np,station,\"rail, sea\",CN\n", 2, "RAIL");
    wrong("trips.csv", TRIP "t,c/d,X1,outbound,2025-08-01 08:00Z\n", 2, "corridors/@");
    wrong("trips.csv", TRIP "t,c,X1,up,2025-08-01 08:00Z\n", 2, "OUTBOUND, INBOUND");
    wrong("trips.csv", TRIP "t,c,X1,outbound,2025-08-01 08:00\n", 2, "distance from UTC");
    wrong("corridors.csv", "id,place,run_minutes\na,p1,5\na,p2,x\n", 3, "whole number");
#undef TRIP
}

/* ---- sales ---- */

static void quantities_have_a_unit_of_their_own_or_of_the_heading(void **state)
{
    static const struct {
        const char *text;
        const char *heading;
        int64_t milli; /* -1: refused */
        const char *unit;
    } ROWS[] = {
        {"12.5 t", "", 12500, "t"},
        {"1,200公斤", "吨", 1200000, "公斤"},
        {"3", "箱", 3000, "箱"},
        {"3", "", 3000, ""},
        {"0.001", "t", 1, "t"},
        {"1.2万公斤", "", 12000000, "公斤"},
        {"1.2 万 公斤", "", 12000000, "公斤"},
        {"0.0001 t", "", -1, ""},
        {"some", "t", -1, ""},
        {"", "t", -1, ""},
    };
    struct bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        const char *unit;
        int64_t milli;
        const char *said =
            cell_quantity(ROWS[i].text, ROWS[i].heading, &bench.arena, &milli, &unit);

        if ((said == NULL) != (ROWS[i].milli >= 0))
            fail_msg("%s: %s", ROWS[i].text, said);
        if (said == NULL) {
            assert_int_equal(milli, ROWS[i].milli);
            assert_string_equal(unit, ROWS[i].unit);
        }
    }
    down(&bench);
}

static void a_sale_is_made_of_its_cells(void **state)
{
    struct bench bench;

    (void)state;
    up(&bench);
    add(&bench, "sales.csv",
        "id,product,origin,channel,buyer,quantity（t）,unit,amount（万元）,date,paid\n"
        "s1,apples,Wensu,Platform 832,East,5,,1.5,2025-05-01,2025-05-02\n"
        ",apples,Wensu,own-shop,East,5,box,20元,2025-05-01,\n");
    add(&bench, "收退款.csv", "销售编号,类型,金额,日期\ns1,退款,3.01,2025-05-07\n");
    make(&bench);
    is(&bench, 0, "CreateSale",
       "sale_id: 's1' sale { product: 'apples' origin: 'Wensu' channel: 'platform-832' "
       "buyer_region: 'East' quantity_milli: 5000 unit: 't' amount { currency: 'CNY' "
       "minor_units: 1500000 } signed_date: 2025-05-01 paid_date: 2025-05-02 }");
    is(&bench, 1, "CreateSale",
       "sale_id: '' sale { channel: 'own-shop' unit: 'box' amount: 2000 }");
    is(&bench, 2, "CreateSaleEntry",
       "parent: 'sales/s1' sale_entry { kind: SALE_ENTRY_KIND_REFUND amount: 301 "
       "effective_date: 2025-05-07 }");
    down(&bench);
    wrong("sales.csv",
          "product,origin,channel,buyer,quantity,amount,date\na,b,Own Shop,d,5 t,6,2025-05-01\n", 2,
          "");
}

/* ---- words ---- */

static void words_may_be_chinese(void **state)
{
    struct bench bench;

    (void)state;
    up(&bench);
    add(&bench, "places.csv",
        "编号,英文名称,类型,功能,国家\nx,X,口岸,铁路、公路，海关 cold-store,CN\n");
    add(&bench, "列车事件.csv",
        "车次,时间（+08:00）,编号,事件,时态,站序,原因\nway/t1,2025-01-01 "
        "09:00,e1,换装开始,实际,1,天气\n");
    add(&bench, "箱动态.csv",
        "箱号,时间（+08:00）,动作,封号,施封方\nb,2025-01-02 09:00,施封,S1,海关\n");
    make(&bench);
    assert_int_equal(bench.problems.count, 0);
    is(&bench, 0, "CreatePlace",
       "place { kind: PLACE_KIND_BORDER_POINT functions: PLACE_FUNCTION_RAIL "
       "functions: PLACE_FUNCTION_ROAD functions: PLACE_FUNCTION_CUSTOMS "
       "functions: PLACE_FUNCTION_COLD_STORE }");
    is(&bench, 1, "RecordTripEvents",
       "events { kind: TRIP_EVENT_KIND_TRANSSHIPPING classifier: TIME_CLASSIFIER_ACTUAL "
       "cause: DELAY_CAUSE_WEATHER }");
    is(&bench, 2, "MoveBox", "event { move: BOX_MOVE_SEAL sealed_by: SEALED_BY_CUSTOMS }");
    down(&bench);
}

/* A value that is new in the API needs its word in enum_word.c. */
static void every_word_of_a_file_is_there_in_chinese_and_means_one_thing(void **state)
{
    size_t columns = 0;

    (void)state;
    for (size_t f = 0; f < FORM_COUNT; f++) {
        const struct form *form = form_by_id(f);

        for (size_t c = 0; c < form->column_count; c++) {
            const ProtobufCEnumDescriptor *type = post_words_of(form, &form->columns[c]);

            columns += type != NULL;
            for (unsigned i = 0; type != NULL && i < type->n_values; i++) {
                int value = type->values[i].value;
                const char *zh = enum_word_zh(type, value);
                int read;

                if (value == 0)
                    continue;
                if (zh == NULL)
                    fail_msg("%s has no Chinese word", type->values[i].name);
                assert_true(enum_read(type, zh, strlen(zh), &read));
                assert_int_equal(read, value);
            }
        }
    }
    assert_true(columns >= 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_say_their_distance_from_utc),
        cmocka_unit_test(masses_say_their_unit),
        cmocka_unit_test(every_column_of_every_form_is_a_field_of_its_call),
        cmocka_unit_test(files_are_known_by_the_longest_name_that_fits),
        cmocka_unit_test(a_row_becomes_a_request),
        cmocka_unit_test(rows_of_one_thing_are_one_request),
        cmocka_unit_test(the_request_id_is_that_of_the_content),
        cmocka_unit_test(what_is_wrong_with_a_cell_is_said),
        cmocka_unit_test(quantities_have_a_unit_of_their_own_or_of_the_heading),
        cmocka_unit_test(a_sale_is_made_of_its_cells),
        cmocka_unit_test(words_may_be_chinese),
        cmocka_unit_test(every_word_of_a_file_is_there_in_chinese_and_means_one_thing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
