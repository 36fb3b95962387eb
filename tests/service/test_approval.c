/* The states of what two persons must agree on, every move from every one, and who may make it. */
#include "service/approval.h"

#include "base/arena.h"
#include "service/field.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define STATES CV_APPROVAL_EXPIRED
#define MOVES  (CV_APPROVAL_EXPIRE + 1)

static int up(void **state)
{
    static struct cv_arena arena;

    cv_arena_init(&arena, 1 << 20);
    *state = &arena;
    return 0;
}

static int down(void **state)
{
    cv_arena_release(*state);
    return 0;
}

static struct cv_approval in(enum cv_approval_state state)
{
    return (struct cv_approval){.state = state, .makers = "ann bob", .version = 3};
}

static const char *etag(struct cv_arena *arena, int64_t version)
{
    return cv_field_etag(arena, version);
}

static void every_move_from_every_state_is_in_the_table_or_refused(void **state)
{
    /* By state from DRAFT; the letters: Edit, Submit, Approve, Return, reJect, Withdraw, eXpire. */
    static const char *const ALLOWED[STATES + 1] = {"",        "ES...W.", "E.ARJWX", ".......",
                                                    "ES...W.", ".......", ".......", "......."};
    static const enum cv_approval_state TO[MOVES] = {0,
                                                     CV_APPROVAL_SUBMITTED,
                                                     CV_APPROVAL_APPROVED,
                                                     CV_APPROVAL_RETURNED,
                                                     CV_APPROVAL_REJECTED,
                                                     CV_APPROVAL_WITHDRAWN,
                                                     CV_APPROVAL_EXPIRED};

    for (int from = CV_APPROVAL_DRAFT; from <= (int)STATES; from++) {
        for (int move = 0; move < (int)MOVES; move++) {
            struct cv_approval approval = in((enum cv_approval_state)from);
            bool judges = move >= CV_APPROVAL_APPROVE && move <= CV_APPROVAL_REJECT;
            struct cv_status status =
                cv_approval_move(*state, &approval, (enum cv_approval_move)move,
                                 judges ? "cleo" : "ann", etag(*state, 3));

            if (ALLOWED[from][move] != '.') {
                assert_int_equal(status.code, CV_OK);
                assert_int_equal(approval.state, move == CV_APPROVAL_EDIT ? from : (int)TO[move]);
                assert_int_equal(approval.version, 4);
                assert_string_equal(approval.makers, "ann bob");
            } else {
                assert_int_equal(status.code, CV_FAILED_PRECONDITION);
                assert_string_equal(status.reason, "WRONG_STATE");
                assert_non_null(
                    strstr(status.message, cv_approval_state_name((enum cv_approval_state)from)));
                assert_non_null(
                    strstr(status.message, cv_approval_move_name((enum cv_approval_move)move)));
                assert_int_equal(approval.state, from);
                assert_int_equal(approval.version, 3);
            }
        }
    }
}

static void no_maker_of_any_version_judges(void **state)
{
    static const enum cv_approval_move JUDGE[] = {CV_APPROVAL_APPROVE, CV_APPROVAL_RETURN,
                                                  CV_APPROVAL_REJECT};
    static const char *const PERSONS[] = {"ann", "bob"};

    for (size_t i = 0; i < 6; i++) {
        struct cv_approval approval = in(CV_APPROVAL_SUBMITTED);
        struct cv_status status =
            cv_approval_move(*state, &approval, JUDGE[i / 2], PERSONS[i % 2], etag(*state, 3));

        assert_int_equal(status.code, CV_PERMISSION_DENIED);
        assert_string_equal(status.reason, "SELF_APPROVAL");
        assert_int_equal(approval.state, CV_APPROVAL_SUBMITTED);
    }
}

static void editing_and_having_it_submitted_by_another_is_no_detour(void **state)
{
    struct cv_approval approval = cv_approval_begin("ann", false);

    assert_int_equal(approval.state, CV_APPROVAL_DRAFT);
    assert_true(cv_ok(cv_approval_move(*state, &approval, CV_APPROVAL_EDIT, "bob", "")));
    assert_true(cv_ok(cv_approval_move(*state, &approval, CV_APPROVAL_SUBMIT, "cleo", "")));
    assert_string_equal(approval.makers, "ann bob cleo");
    assert_string_equal(cv_approval_move(*state, &approval, CV_APPROVAL_APPROVE, "ann", "").reason,
                        "SELF_APPROVAL");
    assert_true(cv_ok(cv_approval_move(*state, &approval, CV_APPROVAL_RETURN, "dora", "")));
    assert_true(cv_ok(cv_approval_move(*state, &approval, CV_APPROVAL_SUBMIT, "cleo", "")));
    assert_string_equal(cv_approval_move(*state, &approval, CV_APPROVAL_APPROVE, "bob", "").reason,
                        "SELF_APPROVAL");
    assert_true(cv_ok(cv_approval_move(*state, &approval, CV_APPROVAL_APPROVE, "dora", "")));
}

static void only_a_maker_withdraws(void **state)
{
    struct cv_approval approval = in(CV_APPROVAL_SUBMITTED);
    struct cv_status status = cv_approval_move(*state, &approval, CV_APPROVAL_WITHDRAW, "cleo", "");

    assert_int_equal(status.code, CV_PERMISSION_DENIED);
    assert_string_equal(status.reason, "NOT_MAKER");
    assert_true(cv_ok(cv_approval_move(*state, &approval, CV_APPROVAL_WITHDRAW, "bob", "")));
}

static void what_was_edited_since_is_not_approved(void **state)
{
    struct cv_approval approval = in(CV_APPROVAL_SUBMITTED);
    const char *seen = etag(*state, approval.version);
    struct cv_status status;

    assert_true(cv_ok(cv_approval_move(*state, &approval, CV_APPROVAL_EDIT, "ann", seen)));
    status = cv_approval_move(*state, &approval, CV_APPROVAL_APPROVE, "cleo", seen);
    assert_int_equal(status.code, CV_ABORTED);
    assert_string_equal(status.reason, "ETAG_MISMATCH");
    assert_true(cv_ok(cv_approval_move(*state, &approval, CV_APPROVAL_APPROVE, "cleo",
                                       etag(*state, approval.version))));
}

static void who_is_compared_whole(void **state)
{
    (void)state;
    assert_true(cv_approval_made_by("ann bob", "ann"));
    assert_true(cv_approval_made_by("ann bob", "bob"));
    assert_false(cv_approval_made_by("ann bob", "an"));
    assert_false(cv_approval_made_by("ann bob", "annb"));
    assert_false(cv_approval_made_by("anna bob", "ann"));
    assert_false(cv_approval_made_by("", "ann"));
}

static void a_judge_says_which_version_he_saw(void **state)
{
    static const char *const WRONG[] = {"", "*"};

    for (size_t i = 0; i < 2; i++) {
        struct cv_check check = cv_check_begin(*state);

        cv_approval_etag_given(&check, "etag", WRONG[i]);
        assert_int_equal(check.status.code, CV_INVALID_ARGUMENT);
        assert_string_equal(check.status.field, "etag");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_move_from_every_state_is_in_the_table_or_refused),
        cmocka_unit_test(no_maker_of_any_version_judges),
        cmocka_unit_test(editing_and_having_it_submitted_by_another_is_no_detour),
        cmocka_unit_test(only_a_maker_withdraws),
        cmocka_unit_test(what_was_edited_since_is_not_approved),
        cmocka_unit_test(who_is_compared_whole),
        cmocka_unit_test(a_judge_says_which_version_he_saw),
    };

    return cmocka_run_group_tests(tests, up, down);
}
