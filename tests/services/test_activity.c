/* Activities: what was done together, and how many people came. */
#include "caravan/projects/v1/activity.pb-c.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define GOOD                                                                                       \
    "parent: 'programmes/jw' activity_id: 'a' activity { title: 'Lessons' kind: 1 "                \
    "first_date: 2025-05-05 last_date: 2025-05-07 site: 'north' "                                  \
    "organiser: 'programmes/jw/partners/bank' state: 2 "                                           \
    "head_count { persons: 40 person_times: 95 } } "
#define PLANNED                                                                                    \
    "parent: 'programmes/jw' activity { title: 'Visit' kind: 3 first_date: 2025-06-01 "            \
    "site: 'north' organiser: 'programmes/jw/partners/bank' state: 1 } "
#define COUNT(text) "activity { head_count { " text " } }"

static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
}

static void an_activity_is_created_and_read(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateActivity",
           GOOD "activity { title_zh: '授课' reference: 'R 1' change_reason: 'ignored' "
                "head_count { cells { age_band: 3 sex: 1 persons: 20 } "
                "cells { age_band: 3 sex: 2 persons: 10 } } }",
           "name: 'programmes/jw/activities/a' title: 'Lessons' title_zh: '授课' kind: 1 "
           "first_date: 2025-05-05 last_date: 2025-05-07 site: 'north' "
           "organiser: 'programmes/jw/partners/bank' reference: 'R 1' state: 2 change_reason: '' "
           "head_count { persons: 40 person_times: 95 cells { age_band: 3 sex: 1 persons: 20 } "
           "cells { age_band: 3 sex: 2 persons: 10 } } etag: 'v1' "
           "create_time { seconds: 1751371200 }");
    EXPECT(&bench, "GetActivity", "name: 'programmes/jw/activities/a'",
           "head_count { persons: 40 cells { persons: 20 } cells { persons: 10 } }");
    EXPECT(&bench, "CreateActivity", PLANNED "activity_id: 'b'",
           "first_date: 2025-06-01 last_date: 2025-06-01 !head_count");
    service_down(&bench);
}

static void each_wrong_field_of_a_new_activity_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!activity", BAD, "activity"},
        {"activity_id: 'A'", BAD, "activity_id"},
        {"parent: 'jw'", BAD, "parent"},
        {"parent: 'programmes/x' activity { organiser: 'programmes/x/partners/bank' }", MISSING,
         ""},
        {"activity { title: '' }", BAD, "activity.title"},
        {"activity { kind: 0 }", BAD, "activity.kind"},
        {"activity { kind: 98 }", BAD, "activity.kind"},
        {"activity { state: 0 }", BAD, "activity.state"},
        {"activity { state: 4 }", BAD, "activity.state"},
        {"activity { !first_date }", BAD, "activity.first_date"},
        {"activity { last_date: 2025-05-04 }", BAD, "activity.last_date"},
        {"activity { last_date: 2025-07-03 }", BAD, "activity.last_date"},
        {"activity { site: '' }", BAD, "activity.site"},
        {"activity { site: 'The North' }", BAD, "activity.site"},
        {"activity { organiser: '' }", BAD, "activity.organiser"},
        {"activity { organiser: 'programmes/x/partners/bank' }", BAD, "activity.organiser"},
        {"activity { organiser: 'programmes/jw/partners/none' }", MISSING, "activity.organiser"},
        {"activity { project: 'programmes/x/projects/0042' }", BAD, "activity.project"},
        {"activity { project: 'programmes/jw/projects/none' }", MISSING, "activity.project"},
        {"activity { reference: '" LETTERS_200 "' }", BAD, "activity.reference"},
        {"activity { !head_count }", BAD, "activity.head_count"},
        {"activity { state: 1 }", BAD, "activity.head_count"},
        {"activity { state: 3 }", BAD, "activity.head_count"},
        {NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateActivity", GOOD, ROWS);
    service_down(&bench);
}

static void no_head_count_lets_a_small_group_be_recognised(void **state)
{
    static const struct service_refusal ROWS[] = {
        {COUNT("person_times: 0"), BAD, "activity.head_count.person_times"},
        {COUNT("person_times: 1000000001"), BAD, "activity.head_count.person_times"},
        {COUNT("person_times: -1"), BAD, "activity.head_count.person_times"},
        {COUNT("persons: -1"), BAD, "activity.head_count.persons"},
        {COUNT("persons: 96"), BAD, "activity.head_count.persons"},
        {COUNT("cells { age_band: 1 persons: 9 } cells { age_band: 2 persons: 31 }"), BAD,
         "activity.head_count.cells[0]"},
        {COUNT("cells { age_band: 1 persons: 31 } cells { age_band: 2 persons: 9 }"), BAD,
         "activity.head_count.cells[1]"},
        {COUNT("cells { age_band: 1 persons: 31 }"), BAD, "activity.head_count.cells"},
        {COUNT("cells { age_band: 1 persons: 39 }"), BAD, "activity.head_count.cells"},
        {COUNT("cells { age_band: 1 persons: 41 }"), BAD, "activity.head_count.cells"},
        {COUNT("persons: 0 cells { age_band: 1 persons: 20 }"), BAD, "activity.head_count.cells"},
        {COUNT("cells { persons: 40 }"), BAD, "activity.head_count.cells[0]"},
        {COUNT("cells { age_band: 6 persons: 40 }"), BAD, "activity.head_count.cells[0]"},
        {COUNT("cells { sex: 3 persons: 40 }"), BAD, "activity.head_count.cells[0]"},
        {COUNT("cells { sex: 1 persons: 20 } cells { age_band: 1 persons: 20 }"), BAD,
         "activity.head_count.cells[1]"},
        {COUNT("cells { sex: 1 persons: 20 } cells { sex: 1 age_band: 1 persons: 20 }"), BAD,
         "activity.head_count.cells[1]"},
        {COUNT("cells { sex: 1 persons: 20 } cells { sex: 1 persons: 20 }"), BAD,
         "activity.head_count.cells[1]"},
        {NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateActivity", GOOD, ROWS);
    EXPECT(&bench, "CreateActivity",
           GOOD
           "activity_id: 'all' " COUNT("cells { sex: 1 persons: 30 } cells { sex: 2 persons: 10 }"),
           "");
    EXPECT(&bench, "CreateActivity",
           GOOD "activity_id: 'rest' " COUNT("cells { sex: 1 persons: 30 }"), "");
    EXPECT(&bench, "CreateActivity", GOOD "activity_id: 'few' " COUNT("persons: 3 person_times: 3"),
           "");
    EXPECT(&bench, "CreateActivity", GOOD "activity_id: 'unknown' " COUNT("persons: 0"), "");
    service_down(&bench);
}

static void an_activity_may_be_part_of_a_project(void **state)
{
    const Caravan__Projects__V1__ListActivitiesResponse *list;
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateActivity", GOOD "activity { project: 'programmes/jw/projects/0042' }",
           "project: 'programmes/jw/projects/0042'");
    EXPECT(&bench, "CreateActivity", GOOD "activity_id: 'b'", "project: ''");
    list = (const void *)EXPECT(&bench, "ListActivities",
                                "parent: 'programmes/jw' project: 'programmes/jw/projects/0042'",
                                "activities { name: 'programmes/jw/activities/a' }");
    assert_int_equal(list->n_activities, 1);
    EXPECT(&bench, "EngagementReport", "programme: 'programmes/jw'",
           "activities_by_project { project: '' records: 1 } "
           "activities_by_project { project: 'programmes/jw/projects/0042' records: 1 }");
    EXPECT(&bench, "UpdateActivity",
           "activity { name: 'programmes/jw/activities/a' etag: '*' "
           "project: 'programmes/jw/projects/0043' change_reason: 'so' } "
           "update_mask { paths: 'project' }",
           "project: 'programmes/jw/projects/0043' title: 'Lessons'");
    REFUSE(&bench, "UpdateActivity",
           "activity { name: 'programmes/jw/activities/a' etag: '*' "
           "project: 'programmes/jw/projects/none' change_reason: 'so' } "
           "update_mask { paths: 'project' }",
           MISSING, "activity.project");
    service_down(&bench);
}

/* Record activity x{from}{to} in another state; 1: HELD. */
static const char *move(struct service_bench *bench, int from, int to, int state)
{
    return service_text(bench,
                        "activity { name: 'programmes/jw/activities/x%d%d' etag: '*' state: %d "
                        "change_reason: 'so' %s } "
                        "update_mask { paths: 'state' paths: 'head_count' }",
                        from, to, state + 1, state == 1 ? "head_count { person_times: 12 }" : "");
}

/* Into each state from each, by one update. */
static void an_activity_goes_only_where_it_may(void **state)
{
    static const bool LEGAL[4][4] = {
        {true, true, true, true},
        {false, true, false, true},
        {false, false, true, true},
        {false, false, false, false},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (int from = 0; from < 4; from++) {
        for (int to = 0; to < 4; to++) {
            EXPECT(&bench, "CreateActivity",
                   service_text(&bench, PLANNED "activity_id: 'x%d%d'", from, to), "");
            if (from > 0)
                EXPECT(&bench, "UpdateActivity", move(&bench, from, to, from), "");
            if (LEGAL[from][to])
                EXPECT(&bench, "UpdateActivity", move(&bench, from, to, to),
                       service_text(&bench, "state: %d", to + 1));
            else
                REFUSE(&bench, "UpdateActivity", move(&bench, from, to, to), CV_FAILED_PRECONDITION,
                       "WRONG_STATE", "");
        }
    }
    service_down(&bench);
}

static void a_correction_has_a_reason_and_keeps_what_was_known(void **state)
{
    const char *change = "activity { name: 'programmes/jw/activities/a' etag: 'v1' "
                         "head_count { persons: 41 person_times: 96 } } "
                         "update_mask { paths: 'head_count' } ";
    const char *reason = "activity { change_reason: 'one list was overlooked' }";
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateActivity", GOOD, "");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    REFUSE(&bench, "UpdateActivity", change, BAD, "activity.change_reason");
    EXPECT(&bench, "UpdateActivity", service_text(&bench, "%s %s", change, reason),
           "head_count { persons: 41 } change_reason: 'one list was overlooked' etag: 'v2'");
    REFUSE(&bench, "UpdateActivity", service_text(&bench, "%s %s", change, reason), CV_ABORTED,
           "ETAG_MISMATCH", "");
    EXPECT(&bench, "ListActivities",
           "parent: 'programmes/jw' known_at { seconds: 1751371200 nanos: 1000000 }",
           "activities { etag: 'v1' change_reason: '' head_count { persons: 40 } }");
    EXPECT(&bench, "ListActivities", "parent: 'programmes/jw'",
           "activities { etag: 'v2' head_count { persons: 41 } }");
    service_down(&bench);
}

static void a_list_of_activities_is_chosen_by_its_fields(void **state)
{
    static const struct {
        const char *choice;
        bool a; /* and not b, which is PLANNED */
    } ROWS[] = {
        {"kind: 1", true},
        {"kind: 3", false},
        {"state: 2", true},
        {"state: 1", false},
        {"site: 'north' effective_through: 2025-05-07", true},
        {"effective_from: 2025-05-08", false},
        {"organiser: 'programmes/jw/partners/bank' kind: 1", true},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateActivity", GOOD, "");
    EXPECT(&bench, "CreateActivity", PLANNED "activity_id: 'b'", "");
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        const Caravan__Projects__V1__ListActivitiesResponse *answer = (const void *)EXPECT(
            &bench, "ListActivities",
            service_text(&bench, "parent: 'programmes/jw' %s", ROWS[i].choice), "");

        assert_int_equal(answer->n_activities, 1);
        assert_string_equal(answer->activities[0]->name, ROWS[i].a ? "programmes/jw/activities/a"
                                                                   : "programmes/jw/activities/b");
    }
    REFUSE(&bench, "ListActivities", "parent: 'programmes/jw' kind: 98", BAD, "kind");
    REFUSE(&bench, "ListActivities", "parent: 'programmes/jw' state: 9", BAD, "state");
    REFUSE(&bench, "ListActivities", "parent: 'programmes/jw' site: 'A'", BAD, "site");
    REFUSE(&bench, "ListActivities",
           "parent: 'programmes/jw' effective_from: 2025-05-08 effective_through: 2025-05-07", BAD,
           "effective_through");
    service_down(&bench);
}

static void an_activity_sent_twice_is_there_once(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateActivity", GOOD "request_id: 'r'", "etag: 'v1'");
    EXPECT(&bench, "CreateActivity", GOOD "request_id: 'r'", "etag: 'v1'");
    REFUSE(&bench, "CreateActivity", GOOD "request_id: 'r' activity { site: 'south' }",
           CV_ALREADY_EXISTS, "REQUEST_ID_REUSED", "request_id");
    REFUSE(&bench, "CreateActivity", GOOD, CV_ALREADY_EXISTS, "ID_TAKEN", "");
    EXPECT(&bench, "ImportEngagement", "rows { activity { " GOOD " } }",
           "recorded: true unchanged_count: 1");
    EXPECT(&bench, "ImportEngagement", "rows { activity { " GOOD "activity { site: 'south' } } }",
           "recorded: false refused_count: 1 refusals { reason: 'ID_TAKEN' field: "
           "'activity.site' }");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_activity_is_created_and_read),
        cmocka_unit_test(each_wrong_field_of_a_new_activity_is_named),
        cmocka_unit_test(no_head_count_lets_a_small_group_be_recognised),
        cmocka_unit_test(an_activity_may_be_part_of_a_project),
        cmocka_unit_test(an_activity_goes_only_where_it_may),
        cmocka_unit_test(a_correction_has_a_reason_and_keeps_what_was_known),
        cmocka_unit_test(a_list_of_activities_is_chosen_by_its_fields),
        cmocka_unit_test(an_activity_sent_twice_is_there_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
