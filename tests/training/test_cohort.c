/* Courses and cohorts, through the whole service. */
#include "support/message_text.h"
#include "training_seats.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void a_course_is_created_updated_read_and_listed(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!course", BAD, "course"},
        {"course_id: 'X'", BAD, "course_id"},
        {"course { !title }", BAD, "course.title"},
        {"course { kind: 98 }", BAD, "course.kind"},
        {"course { minutes: -1 }", BAD, "course.minutes"},
        {"course { minutes: 6000001 }", BAD, "course.minutes"},
        {"course { organisation: 'x' }", BAD, "course.organisation"},
        {"course { organisation: 'organisations/none' }", MISSING, "course.organisation"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    REFUSE_EACH(&bench, "CreateCourse",
                "course_id: 'weld' course { title: 'Welding' "
                "kind: COURSE_KIND_VOCATIONAL minutes: 5400 }",
                ROWS);
    REFUSE(&bench, "CreateCourse", "course_id: 'weld' course { title: 'x' }", CV_ALREADY_EXISTS,
           "ID_TAKEN", "");
    EXPECT(&bench, "CreateOrganisation", "organisation_id: 'wks' organisation { title: 'W' }", "");
    EXPECT(&bench, "UpdateCourse",
           "course { name: 'courses/weld' etag: 'v1' organisation: 'organisations/wks' } "
           "update_mask { paths: 'organisation' }",
           "title: 'Welding' minutes: 5400 organisation: 'organisations/wks' etag: 'v2'");
    REFUSE(&bench, "UpdateCourse", "course { name: 'courses/weld' etag: 'v1' title: 'x' }",
           CV_ABORTED, "ETAG_MISMATCH", "");
    EXPECT(&bench, "GetCourse", "name: 'courses/weld'", "title: 'Welding' etag: 'v2'");
    EXPECT(&bench, "ListCourses", "", "courses { title: 'Welding' } next_page_token: ''");
    bench.principal.org = "other";
    REFUSE(&bench, "GetCourse", "name: 'courses/weld'", MISSING, "");
    service_down(&bench);
}

static void a_cohort_is_created_updated_read_and_listed(void **state)
{
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    seats_sow(&bench, 28, 10);
    EXPECT(&bench, "UpdateCohort",
           "cohort { name: '" COHORT "' etag: 'v2' place: 'Hall 2' languages: 'zh' languages: 'ug' "
           "budget_line: 'programmes/jw/projects/0042/budgetLines/b1' offer_hours: 24 } "
           "update_mask { paths: 'place' paths: 'languages' paths: 'budget_line' "
           "paths: 'offer_hours' }",
           "title: 'First' place: 'Hall 2' languages: 'zh' languages: 'ug' offer_hours: 24 "
           "budget_line: 'programmes/jw/projects/0042/budgetLines/b1' etag: 'v3' capacity: 28 "
           "state: COHORT_STATE_OPEN");
    REFUSE(&bench, "UpdateCohort",
           "cohort { name: '" COHORT "' etag: 'v3' last_date: 2025-07-01 } "
           "update_mask { paths: 'last_date' }",
           BAD, "cohort.last_date");
    EXPECT(&bench, "GetCohort", "name: '" COHORT "'", "place: 'Hall 2' taken: 0 waiting: 0");
    EXPECT(&bench, "ListCohorts", "parent: '" COURSE "'",
           "cohorts { name: '" COHORT "' } next_page_token: ''");
    REFUSE(&bench, "ListCohorts", "parent: 'courses/none'", MISSING, "");
    REFUSE(&bench, "GetCohort", "name: '" COURSE "/cohorts/none'", MISSING, "");
    service_down(&bench);
}

static void who_stands_alone_reserves_nothing(void **state)
{
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    seats_sow(&bench, 28, 10);
    EXPECT(&bench, "CreateCohort",
           "parent: '" COURSE "' cohort_id: 'paid' cohort { title: 'Paid' capacity: 1 "
           "first_date: 2025-07-01 last_date: 2025-07-31 "
           "budget_line: 'programmes/jw/projects/0042/budgetLines/b1' "
           "estimate { currency: 'CNY' minor_units: 500 } }",
           "state: COHORT_STATE_PLANNED estimate { currency: 'CNY' minor_units: 500 } !funding");
    EXPECT(&bench, "MoveCohort", "name: '" COURSE "/cohorts/paid' move: COHORT_MOVE_OPEN",
           "state: COHORT_STATE_OPEN !funding");
    REFUSE(&bench, "MoveCohort",
           "name: '" COURSE "/cohorts/paid' move: COHORT_MOVE_START actual_cost { minor_units: 1 }",
           BAD, "actual_cost");
    service_down(&bench);
}

static void each_wrong_field_of_a_cohort_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: 'courses/none'", MISSING, ""},
        {"parent: 'weld'", BAD, "parent"},
        {"!cohort", BAD, "cohort"},
        {"cohort_id: 'K'", BAD, "cohort_id"},
        {"cohort { !title }", BAD, "cohort.title"},
        {"cohort { state: 6 }", BAD, "cohort.state"},
        {"cohort { capacity: 0 }", BAD, "cohort.capacity"},
        {"cohort { capacity: 10001 }", BAD, "cohort.capacity"},
        {"cohort { waiting_capacity: -1 }", BAD, "cohort.waiting_capacity"},
        {"cohort { waiting_capacity: 10001 }", BAD, "cohort.waiting_capacity"},
        {"cohort { !first_date }", BAD, "cohort.first_date"},
        {"cohort { !last_date }", BAD, "cohort.last_date"},
        {"cohort { last_date: 2025-06-30 }", BAD, "cohort.last_date"},
        {"cohort { opens_date: 2025-06-02 closes_date: 2025-06-01 }", BAD, "cohort.closes_date"},
        {"cohort { offer_hours: 721 }", BAD, "cohort.offer_hours"},
        {"cohort { offer_hours: -1 }", BAD, "cohort.offer_hours"},
        {"cohort { languages: 'Chinese' }", BAD, "cohort.languages"},
        {"cohort { languages: 'zh' languages: 'ug' languages: 'kk' languages: 'en' "
         "languages: 'ru' languages: 'de' }",
         BAD, "cohort.languages"},
        {"cohort { place: '" LETTERS_200 "x' }", BAD, "cohort.place"},
        {"cohort { budget_line: 'b1' }", BAD, "cohort.budget_line"},
        {"cohort { estimate { minor_units: 100 } }", BAD, "cohort.estimate"},
        {"cohort { budget_line: 'programmes/jw/projects/0042/budgetLines/b1' "
         "estimate { minor_units: 0 } }",
         BAD, "cohort.estimate"},
        {"cohort { budget_line: 'programmes/jw/projects/0042/budgetLines/b1' "
         "estimate { currency: 'yuan' minor_units: 1 } }",
         BAD, "cohort.estimate"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "CreateCourse", "course_id: 'weld' course { title: 'Welding' }", "");
    REFUSE_EACH(&bench, "CreateCohort",
                "parent: '" COURSE "' cohort_id: 'k1' cohort { title: 'First' capacity: 3 "
                "first_date: 2025-07-01 last_date: 2025-07-31 }",
                ROWS);
    REFUSE(&bench, "CreateCohort",
           "parent: '" COURSE "' cohort_id: 'k1' cohort { title: 'x' capacity: 3 "
           "first_date: 2025-07-01 last_date: 2025-07-31 }",
           CV_ALREADY_EXISTS, "ID_TAKEN", "");
    service_down(&bench);
}

/* Row: the state; columns: OPEN, START, COMPLETE, CANCEL. NULL: refused. */
static void a_cohort_moves_only_as_the_table_says(void **state)
{
    static const char *const MOVES[] = {"OPEN", "START", "COMPLETE", "CANCEL"};
    static const struct {
        const char *from;
        const char *to[4];
    } ROWS[] = {
        {"PLANNED", {"OPEN", NULL, NULL, "CANCELLED"}},
        {"OPEN", {NULL, "RUNNING", NULL, "CANCELLED"}},
        {"RUNNING", {NULL, NULL, "COMPLETED", "CANCELLED"}},
        {"COMPLETED", {NULL, NULL, NULL, NULL}},
        {"CANCELLED", {NULL, NULL, NULL, NULL}},
    };
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "CreateCourse", "course_id: 'weld' course { title: 'Welding' }", "");
    for (int row = 0; row < 5; row++) {
        for (int move = 0; move < 4; move++) {
            const char *to = ROWS[row].to[move];
            const char *name = service_text(&bench, "x%d-%d", row, move);
            const char *request = service_text(
                &bench, "name: '" COURSE "/cohorts/%s' move: COHORT_MOVE_%s", name, MOVES[move]);

            EXPECT(&bench, "CreateCohort",
                   service_text(&bench,
                                "parent: '" COURSE "' cohort_id: '%s' cohort { title: 'x' "
                                "capacity: 3 first_date: 2025-07-01 last_date: 2025-07-31 "
                                "state: COHORT_STATE_%s }",
                                name, ROWS[row].from),
                   "");
            if (to == NULL)
                REFUSE(&bench, "MoveCohort", request, CV_FAILED_PRECONDITION, "WRONG_STATE", "");
            else
                EXPECT(&bench, "MoveCohort", request,
                       service_text(&bench, "state: COHORT_STATE_%s", to));
        }
    }
    service_down(&bench);
}

static void a_move_of_a_cohort_checks_its_fields(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"name: 'x'", BAD, "name"},
        {"name: '" COURSE "/cohorts/none'", MISSING, ""},
        {"move: 0", BAD, "move"},
        {"etag: 'v1'", CV_ABORTED, "ETAG_MISMATCH", ""},
        {0},
    };
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    seats_sow(&bench, 1, 0);
    REFUSE_EACH(&bench, "MoveCohort", "name: '" COHORT "' move: COHORT_MOVE_START etag: 'v2'",
                ROWS);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_course_is_created_updated_read_and_listed),
        cmocka_unit_test(a_cohort_is_created_updated_read_and_listed),
        cmocka_unit_test(who_stands_alone_reserves_nothing),
        cmocka_unit_test(each_wrong_field_of_a_cohort_is_named),
        cmocka_unit_test(a_cohort_moves_only_as_the_table_says),
        cmocka_unit_test(a_move_of_a_cohort_checks_its_fields),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
