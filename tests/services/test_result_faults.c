/* Results and targets, failing at every allocation and statement at which they can: each call asked
 * again with its request_id has happened exactly once, also where one step changes two results and
 * two observations. */
#include "support/projects_bench.h"
#include "support/sweep.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* In all texts # is the number of the round. */
#define TREES  "programmes/jw/indicators/i#"
#define RESULT "name: '" TREES "/results/r' "
#define TARGET "programmes/jw/indicators/i#/targets/t"
#define COUNTS                                                                                     \
    {                                                                                              \
        "CreateIndicator",                                                                         \
            "parent: 'programmes/jw' indicator_id: 'i#' indicator { title: 'Trees' "               \
            "unit: 'trees' kind: INDICATOR_KIND_FLOW collection: INDICATOR_COLLECTION_RESULTS }",  \
    }
#define PLACE "project: 'programmes/jw/projects/0042' period: '2025-02' "
#define TELL  "parent: '" TREES "' result_id: 'r' result { " PLACE "value: 7 } "
#define TOLD                                                                                       \
    {                                                                                              \
        "CreateResult", TELL                                                                       \
    }
#define DRAFTED                                                                                    \
    {                                                                                              \
        "CreateResult", TELL "result { standing { state: RESULT_STATE_DRAFT } }"                   \
    }
#define RETURN "move: RESULT_MOVE_RETURN etag: 'v1' reason: 'Which trees?' "
#define APPROVED                                                                                   \
    {                                                                                              \
        "MoveResult", RESULT "move: RESULT_MOVE_APPROVE etag: 'v1'", "bo"                          \
    }
#define CORRECT                                                                                    \
    "parent: '" TREES "' result_id: 's' result { " PLACE "value: 5 supersedes: 'r' "               \
    "correction: 'Counted twice' } "
#define AIM                                                                                        \
    "parent: '" TREES "' target_id: 't' target { project: 'programmes/jw/projects/0042' "          \
    "period: '2025-02' value: 9 } "

static const struct sweep SWEEPS[] = {
    {{COUNTS},
     "CreateResult",
     TELL,
     {"GetResult", RESULT, "value: 7 etag: 'v1' standing { state: RESULT_STATE_SUBMITTED }"},
     NULL},
    {{COUNTS, TOLD},
     "UpdateResult",
     "result { " RESULT "etag: 'v1' value: 8 } update_mask { paths: 'value' }",
     {"GetResult", RESULT, "value: 8 etag: 'v2' standing { makers: 'anna' makers: 'cai' }"},
     "cai"},
    {{COUNTS, DRAFTED},
     "MoveResult",
     RESULT "move: RESULT_MOVE_SUBMIT",
     {"GetResult", RESULT, "etag: 'v2' standing { state: RESULT_STATE_SUBMITTED }"},
     NULL},
    {{COUNTS, TOLD},
     "MoveResult",
     RESULT RETURN,
     {"GetResult", RESULT, "etag: 'v2' standing { state: RESULT_STATE_RETURNED judged_by: 'bo' }"},
     "bo"},
    {{COUNTS, TOLD, {"MoveResult", RESULT RETURN, "bo"}},
     "MoveResult",
     RESULT "move: RESULT_MOVE_SUBMIT",
     {"GetResult", RESULT, "etag: 'v3' standing { state: RESULT_STATE_SUBMITTED }"},
     NULL},
    {{COUNTS, TOLD},
     "MoveResult",
     RESULT "move: RESULT_MOVE_REJECT etag: 'v1' reason: 'No'",
     {"GetResult", RESULT, "etag: 'v2' standing { state: RESULT_STATE_REJECTED }"},
     "bo"},
    {{COUNTS, TOLD},
     "MoveResult",
     RESULT "move: RESULT_MOVE_WITHDRAW",
     {"GetResult", RESULT, "etag: 'v2' standing { state: RESULT_STATE_WITHDRAWN }"},
     NULL},
    {{COUNTS, TOLD},
     "MoveResult",
     RESULT "move: RESULT_MOVE_APPROVE etag: 'v1'",
     {"ListObservations", "parent: '" TREES "'", "observations { value: 7 }"},
     "bo"},
    {{COUNTS, TOLD, APPROVED},
     "CreateResult",
     CORRECT,
     {"ListResults", "parent: '" TREES "'",
      "results { standing { state: RESULT_STATE_APPROVED } } "
      "results { standing { state: RESULT_STATE_SUBMITTED } }"},
     NULL},
    {{COUNTS, TOLD, APPROVED, {"CreateResult", CORRECT}},
     "MoveResult",
     "name: '" TREES "/results/s' move: RESULT_MOVE_APPROVE etag: 'v1'",
     {"ListResults", "parent: '" TREES "'",
      "results { etag: 'v3' standing { state: RESULT_STATE_SUPERSEDED superseded_by: 's' } } "
      "results { etag: 'v2' standing { state: RESULT_STATE_APPROVED } }"},
     "bo"},
    {{COUNTS, TOLD, APPROVED, {"CreateResult", CORRECT}},
     "MoveResult",
     "name: '" TREES "/results/s' move: RESULT_MOVE_APPROVE etag: 'v1'",
     {"ListObservations", "parent: '" TREES "'",
      "observations { value: 7 } observations { reference: 'Counted twice' } "
      "observations { value: 5 }"},
     "bo"},
    {{COUNTS},
     "CreateTarget",
     AIM,
     {"GetTarget", "name: '" TARGET "'", "value: 9 etag: 'v1' changes { value: 9 }"},
     NULL},
    {{COUNTS, {"CreateTarget", AIM}},
     "UpdateTarget",
     "target { name: '" TARGET "' value: 6 reason: 'Drought' etag: 'v1' }",
     {"GetTarget", "name: '" TARGET "'", "value: 6 etag: 'v2' changes { value: 9 } changes { }"},
     NULL},
};

static void each_call_has_happened_exactly_once_when_it_is_asked_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(SWEEPS) / sizeof(SWEEPS[0]); i++) {
        struct service_bench bench;

        projects_up(&bench, SERVICE_IN_MEMORY);
        projects_sow(&bench);
        bench.principal.subject = "anna";
        (void)sweep_run(&bench, &SWEEPS[i]);
        service_down(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_call_has_happened_exactly_once_when_it_is_asked_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
