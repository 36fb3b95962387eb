/* Mentors and who learns from them, through the whole service. */
#include "support/message_text.h"
#include "support/training_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define ORGANISATION(id)                                                                           \
    "rows { organisation { organisation_id: '" id "' organisation { title: '" id "' } } } "
#define PAIRING(id)                                                                                \
    "rows { pairing { pairing_id: '" id "' pairing { kind: PAIRING_KIND_SCHOOL "                   \
    "home: 'organisations/h' host: 'organisations/o' start_date: 2023-09-01 } } } "
#define CONSENT "consents { purpose: 4 text_version: 't' given_date: 2025-01-01 } "
#define PAIR                                                                                       \
    "mentor_pair_id: 'm' mentor_pair { mentor: 'persons/p' mentee: 'persons/q' "                   \
    "pairing: 'pairings/g' start_date: 2025-06-01 agreed_until_date: 2026-05-31 } "

static void up(struct service_bench *bench)
{
    training_up(bench, SERVICE_IN_MEMORY);
    EXPECT(bench, "ImportExchanges",
           ORGANISATION("h") ORGANISATION("o") PAIRING("g") PAIRING("wrong"), "recorded: true");
    EXPECT(bench, "StrikePairing", "name: 'pairings/wrong' reason: 'twice'", "");
    EXPECT(bench, "CreatePerson", "person_id: 'p' person { " CONSENT "}", "");
    EXPECT(bench, "CreatePerson", "person_id: 'q' person { " CONSENT "}", "");
    EXPECT(bench, "CreatePerson", "person_id: 'r' person { full_name: 'R' }", "");
}

static void moves(struct service_bench *bench, const char *move, const char *want)
{
    EXPECT(bench, "MoveMentorPair",
           service_text(bench, "name: 'mentorPairs/m' move: MENTOR_PAIR_MOVE_%s", move), want);
}

static void cannot(struct service_bench *bench, const char *move, const char *reason)
{
    REFUSE(bench, "MoveMentorPair",
           service_text(bench, "name: 'mentorPairs/m' move: MENTOR_PAIR_MOVE_%s", move),
           CV_FAILED_PRECONDITION, reason, "");
}

static void a_pair_goes_from_the_proposal_to_the_end(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateMentorPair", PAIR,
           "name: 'mentorPairs/m' mentor: 'persons/p' mentee: 'persons/q' pairing: 'pairings/g' "
           "state: MENTOR_PAIR_STATE_PROPOSED start_date: 2025-06-01 etag: 'v1'");
    moves(&bench, "ACCEPT", "state: MENTOR_PAIR_STATE_ACTIVE");
    REFUSE(&bench, "MoveMentorPair", "name: 'mentorPairs/m' move: 2 date: 2025-05-31", BAD, "date");
    REFUSE(&bench, "MoveMentorPair", "name: 'mentorPairs/m' move: 2 date: 2025-07-03", BAD, "date");
    moves(&bench, "END date: 2025-06-20",
          "state: MENTOR_PAIR_STATE_ENDED ended_date: 2025-06-20 etag: 'v3'");
    EXPECT(&bench, "GetMentorPair", "name: 'mentorPairs/m'", "ended_date: 2025-06-20");
    EXPECT(&bench, "ListMentorPairs", "", "mentor_pairs { name: 'mentorPairs/m' }");
    bench.principal.org = "other";
    REFUSE(&bench, "GetMentorPair", "name: 'mentorPairs/m'", MISSING, "");
    bench.principal.org = "home";
    service_down(&bench);
}

static void each_wrong_field_of_a_pair_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!mentor_pair", BAD, "mentor_pair"},
        {"mentor_pair_id: 'M'", BAD, "mentor_pair_id"},
        {"mentor_pair { mentor: 'p' }", BAD, "mentor_pair.mentor"},
        {"mentor_pair { mentor: 'persons/none' }", MISSING, "mentor_pair.mentor"},
        {"mentor_pair { mentor: 'persons/r' }", CV_FAILED_PRECONDITION, "CONSENT_MISSING", ""},
        {"mentor_pair { !mentee }", BAD, "mentor_pair.mentee"},
        {"mentor_pair { mentee: 'persons/p' }", BAD, "mentor_pair.mentee"},
        {"mentor_pair { mentee: 'persons/none' }", MISSING, "mentor_pair.mentee"},
        {"mentor_pair { mentee: 'persons/r' }", CV_FAILED_PRECONDITION, "CONSENT_MISSING", ""},
        {"mentor_pair { !pairing }", BAD, "mentor_pair.pairing"},
        {"mentor_pair { pairing: 'pairings/none' }", MISSING, "mentor_pair.pairing"},
        {"mentor_pair { pairing: 'pairings/wrong' }", CV_FAILED_PRECONDITION, "ALREADY_STRUCK", ""},
        {"mentor_pair { !start_date }", BAD, "mentor_pair.start_date"},
        {"mentor_pair { agreed_until_date: 2025-05-31 }", BAD, "mentor_pair.agreed_until_date"},
        {"mentor_pair { state: 77 }", BAD, "mentor_pair.state"},
        {"mentor_pair { ended_date: 2025-06-02 }", BAD, "mentor_pair.ended_date"},
        {"mentor_pair { state: 3 }", BAD, "mentor_pair.ended_date"},
        {"mentor_pair { state: 3 ended_date: 2025-05-31 }", BAD, "mentor_pair.ended_date"},
        {"mentor_pair { state: 3 ended_date: 2025-07-03 }", BAD, "mentor_pair.ended_date"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateMentorPair", PAIR, ROWS);
    REFUSE(&bench, "CreateMentorPair", PAIR, CV_ALREADY_EXISTS, "ID_TAKEN", "");
    service_down(&bench);
}

static void every_illegal_move_is_refused(void **state)
{
    static const char *const WAYS[] = {"", "state: 2", "state: 3 ended_date: 2025-06-20",
                                       "state: 4"};
    static const char LEGAL[4][3] = {"yy", "-y", "--", "--"};
    struct service_bench bench;

    (void)state;
    for (int from = 0; from < 4; from++) {
        up(&bench);
        EXPECT(&bench, "CreateMentorPair",
               service_text(&bench, PAIR "mentor_pair { %s }", WAYS[from]), "");
        if (LEGAL[from][0] == '-')
            cannot(&bench, "ACCEPT", "WRONG_STATE");
        if (LEGAL[from][1] == '-')
            cannot(&bench, "END", "WRONG_STATE");
        REFUSE(&bench, "MoveMentorPair", "name: 'mentorPairs/m' move: 0", BAD, "move");
        REFUSE(&bench, "MoveMentorPair", "name: 'mentorPairs/none' move: 1", MISSING, "");
        service_down(&bench);
    }
}

static void either_leaves_at_any_time_without_a_consent_or_a_reason(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateMentorPair", PAIR, "");
    EXPECT(&bench, "WithdrawConsent", "name: 'persons/q' purpose: 4", "");
    cannot(&bench, "ACCEPT", "CONSENT_MISSING");
    EXPECT(&bench, "GetMentorPair", "name: 'mentorPairs/m'", "mentor: 'persons/p' mentee: ''");
    moves(&bench, "END", "state: MENTOR_PAIR_STATE_CANCELLED !ended_date");
    service_down(&bench);

    up(&bench);
    EXPECT(&bench, "CreateMentorPair", PAIR "mentor_pair { state: 2 }", "");
    EXPECT(&bench, "WithdrawConsent", "name: 'persons/p' purpose: 4", "");
    EXPECT(&bench, "ListMentorPairs", "", "mentor_pairs { mentor: '' mentee: 'persons/q' }");
    moves(&bench, "END", "state: MENTOR_PAIR_STATE_ENDED ended_date: 2025-07-01");
    service_down(&bench);

    /* Before it began: it never counts. */
    up(&bench);
    EXPECT(&bench, "CreateMentorPair", PAIR "mentor_pair { state: 2 start_date: 2025-09-01 }", "");
    moves(&bench, "END", "state: MENTOR_PAIR_STATE_ENDED ended_date: 2025-09-01");
    service_down(&bench);
}

static void two_persons_are_one_pair_at_a_time(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateMentorPair", PAIR, "");
    REFUSE(&bench, "CreateMentorPair", PAIR "mentor_pair_id: 'n'", CV_ALREADY_EXISTS, "PAIR_EXISTS",
           "");
    EXPECT(&bench, "CreateMentorPair",
           PAIR "mentor_pair_id: 'past' mentor_pair { state: 3 start_date: 2025-01-01 "
                "ended_date: 2025-03-01 }",
           "");
    EXPECT(&bench, "CreateMentorPair",
           PAIR "mentor_pair_id: 'other-way' mentor_pair { mentor: 'persons/q' "
                "mentee: 'persons/p' }",
           "");
    moves(&bench, "END", "");
    EXPECT(&bench, "CreateMentorPair", PAIR "mentor_pair_id: 'n'", "");
    service_down(&bench);
}

static void an_update_needs_the_version_it_read_and_none_is_of_what_is_over(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateMentorPair", PAIR, "");
    EXPECT(&bench, "UpdateMentorPair",
           "mentor_pair { name: 'mentorPairs/m' etag: 'v1' start_date: 2025-06-05 } "
           "update_mask { paths: 'start_date' }",
           "start_date: 2025-06-05 agreed_until_date: 2026-05-31 etag: 'v2'");
    REFUSE(&bench, "UpdateMentorPair",
           "mentor_pair { name: 'mentorPairs/m' etag: 'v1' start_date: 2025-06-06 }", CV_ABORTED,
           "ETAG_MISMATCH", "");
    REFUSE(&bench, "UpdateMentorPair",
           "mentor_pair { name: 'mentorPairs/m' etag: 'v2' mentor: 'persons/q' } "
           "update_mask { paths: 'mentor' }",
           BAD, "update_mask");
    REFUSE(&bench, "MoveMentorPair", "name: 'mentorPairs/m' move: 1 etag: 'v1'", CV_ABORTED,
           "ETAG_MISMATCH", "");
    moves(&bench, "END", "");
    REFUSE(&bench, "UpdateMentorPair",
           "mentor_pair { name: 'mentorPairs/m' etag: 'v3' start_date: 2025-06-06 }",
           CV_FAILED_PRECONDITION, "WRONG_STATE", "");
    service_down(&bench);
}

static void an_erased_person_has_left_every_pair(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateMentorPair", PAIR "mentor_pair { state: 2 }", "");
    EXPECT(&bench, "ErasePerson", "name: 'persons/q'", "");
    EXPECT(&bench, "GetMentorPair", "name: 'mentorPairs/m'",
           "mentor: 'persons/p' mentee: '' state: MENTOR_PAIR_STATE_ENDED ended_date: 2025-07-01");
    service_down(&bench);
}

static void pairs_are_counted_as_they_were_known_and_few_people_are_withheld(void **state)
{
    struct service_bench bench;
    const Caravan__Training__V1__TrainingReportResponse *report;
    char known[64];

    (void)state;
    up(&bench);
    for (int i = 0; i < 20; i++)
        EXPECT(&bench, "CreatePerson",
               service_text(&bench, "person_id: 'x%d' person { " CONSENT "}", i), "");
    for (int i = 0; i < 10; i++)
        EXPECT(&bench, "CreateMentorPair",
               service_text(&bench,
                            PAIR "mentor_pair_id: 'x%d' mentor_pair { mentor: 'persons/x%d' "
                                 "mentee: 'persons/x%d' state: %s }",
                            i, i, i + 10, i == 0 ? "3 ended_date: 2025-06-20" : "2"),
               "");
    report = (const void *)EXPECT(
        &bench, "TrainingReport", "effective_from: 2025-06-19 effective_through: 2025-06-30",
        "mentor_pairs { kind: PAIRING_KIND_SCHOOL mentor_pairs: 10 mentors: 10 mentees: 10 "
        "withheld: false }");
    (void)snprintf(known, sizeof(known), "known_at { seconds: %lld nanos: %d }",
                   (long long)report->known_at->seconds, report->known_at->nanos);
    EXPECT(&bench, "TrainingReport", "effective_from: 2025-06-20 effective_through: 2025-06-30",
           "mentor_pairs { mentor_pairs: 0 mentors: 0 mentees: 0 withheld: true }");
    EXPECT(&bench, "MoveMentorPair", "name: 'mentorPairs/x1' move: 2 date: 2025-06-10", "");
    EXPECT(&bench, "TrainingReport", "effective_from: 2025-06-19 effective_through: 2025-06-30",
           "mentor_pairs { withheld: true }");
    EXPECT(
        &bench, "TrainingReport",
        service_text(&bench, "effective_from: 2025-06-19 effective_through: 2025-06-30 %s", known),
        "mentor_pairs { mentor_pairs: 10 }");
    report = (const void *)EXPECT(&bench, "TrainingReport",
                                  "effective_from: 2026-06-01 "
                                  "effective_through: 2026-06-30",
                                  "");
    assert_int_equal(report->n_mentor_pairs, 0);
    service_down(&bench);
}

static void an_import_takes_the_same_rows_again_whatever_became_of_them(void **state)
{
    static const char ROWS[] = "rows { mentor_pair { " PAIR "} } ";
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ImportExchanges", ROWS, "recorded: true created_count: 1");
    moves(&bench, "ACCEPT", "");
    moves(&bench, "END", "");
    EXPECT(&bench, "WithdrawConsent", "name: 'persons/p' purpose: 4", "");
    EXPECT(&bench, "ImportExchanges", ROWS, "created_count: 0 unchanged_count: 1");
    EXPECT(&bench, "ImportExchanges",
           "rows { mentor_pair { " PAIR "mentor_pair { start_date: 2025-06-02 } } }",
           "refused_count: 1 refusals { reason: 'ID_TAKEN' field: 'mentor_pair.start_date' }");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_goes_from_the_proposal_to_the_end),
        cmocka_unit_test(each_wrong_field_of_a_pair_is_named),
        cmocka_unit_test(every_illegal_move_is_refused),
        cmocka_unit_test(either_leaves_at_any_time_without_a_consent_or_a_reason),
        cmocka_unit_test(two_persons_are_one_pair_at_a_time),
        cmocka_unit_test(an_update_needs_the_version_it_read_and_none_is_of_what_is_over),
        cmocka_unit_test(an_erased_person_has_left_every_pair),
        cmocka_unit_test(pairs_are_counted_as_they_were_known_and_few_people_are_withheld),
        cmocka_unit_test(an_import_takes_the_same_rows_again_whatever_became_of_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
