/* Frozen reports after some hundreds of records, changes and reversals at random: each stays what
 * it was, and what is restated is explained to the last unit. */
#include "services/projects_model.h"
#include "support/rounds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS CV_ROUNDS(5)
#define FROZEN Caravan__Projects__V1__FrozenReport
#define ANSWER Caravan__Projects__V1__CompareFrozenReportResponse
#define ROW    Caravan__Projects__V1__RestatedRow

static const ProtobufCMessage *get_frozen(int number)
{
    const FROZEN *frozen = TRY(get_frozen_report, get_frozen_report,
                               "name: 'programmes/jw/frozenReports/f%d'", number);

    assert_non_null(frozen);
    return &frozen->base;
}

static struct cv_slice packed(const ProtobufCMessage *message)
{
    size_t len = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = cv_arena_alloc(&model.bench.arena, len);

    assert_non_null(bytes);
    protobuf_c_message_pack(message, bytes);
    return (struct cv_slice){.at = bytes, .len = len};
}

static void freeze(int number)
{
    const char *through = model_some(2) == 0 ? ""
                                             : service_text(&model.bench, "effective_through: %s",
                                                            model_day(model_some_day()));
    const FROZEN *frozen =
        TRY(freeze_report, freeze_report,
            "parent: 'programmes/jw' frozen_report_id: 'f%d' title: 'x' %s", number, through);

    assert_non_null(frozen);
    model.last_us = model_time(frozen->freeze_time);
    model.kept[model.kept_count++].answer = packed(get_frozen(number));
}

/* Of a quotient, and a share of a budget, only what it is made of is a sum. */
static bool is_sum(const char *path)
{
    size_t len = strlen(path);

    if (strncmp(path, "indicators[programmes/jw/indicators/i3]", 39) == 0 ||
        strncmp(path, "indicators[programmes/jw/indicators/i4]", 39) == 0)
        return len > 6 && strcmp(path + len - 6, "weight") == 0;
    return strstr(path, "_bp") == NULL;
}

static void check_row(const ROW *row)
{
    int64_t sum = row->others_difference;

    for (size_t i = 0; i < row->n_causes; i++) {
        sum += row->causes[i]->difference;
        assert_true(row->causes[i]->record[0] != '\0');
        assert_true(row->causes[i]->recorded_by[0] != '\0');
    }
    assert_string_not_equal(row->old_value, row->new_value);
    if (is_sum(row->path) && sum != row->difference)
        fail_msg("%s: %s, then %s: %lld, not %lld", row->path, row->old_value, row->new_value,
                 (long long)sum, (long long)row->difference);
}

/* How many rows differ. */
static size_t compare(const char *request)
{
    const char *token = "";
    size_t count = 0;

    do {
        const ANSWER *page = TRY(compare_frozen_report, compare_frozen_report,
                                 "%s page_size: 100 page_token: '%s'", request, token);

        if (page == NULL)
            fail_msg("%s: %s", request, model.bench.op.start.status.message);
        for (size_t i = 0; i < page->n_rows; i++)
            check_row(page->rows[i]);
        count += page->n_rows;
        token = page->next_page_token;
    } while (token[0] != '\0');
    return count;
}

static void restatements_are_explained_to_the_last_unit(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        size_t restated = 0;

        model_up((unsigned)round + 201);
        for (int i = 1; i < STEPS - 1; i++) {
            model_step(i);
            if (i % 70 == 0)
                freeze(model.kept_count);
        }
        for (int i = 0; i < model.kept_count; i++) {
            struct cv_slice now = packed(get_frozen(i));

            assert_int_equal(now.len, model.kept[i].answer.len);
            assert_memory_equal(now.at, model.kept[i].answer.at, now.len);
            restated +=
                compare(service_text(&model.bench, "name: 'programmes/jw/frozenReports/f%d'", i));
            restated += compare(service_text(&model.bench,
                                             "name: 'programmes/jw/frozenReports/f%d' "
                                             "with: 'programmes/jw/frozenReports/f%d'",
                                             i, model_some(model.kept_count)));
        }
        assert_true(restated > 500);
        model_down();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(restatements_are_explained_to_the_last_unit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
