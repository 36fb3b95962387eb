/* Pairings, awards, medals and results of exams, through the whole service. */
#include "support/message_text.h"
#include "support/training_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define SCHOOLS                                                                                    \
    "rows { organisation { organisation_id: 'group-1' organisation { title: 'Group 1' "            \
    "kind: ORGANISATION_KIND_SCHOOL_GROUP } } } "                                                  \
    "rows { organisation { organisation_id: 'no-3' organisation { title: 'No 3 School' "           \
    "kind: ORGANISATION_KIND_SCHOOL } } } "                                                        \
    "rows { organisation { organisation_id: 'no-4' organisation { title: 'No 4 School' "           \
    "kind: ORGANISATION_KIND_SCHOOL } } } "

#define PAIRING                                                                                    \
    "pairing_id: 'p' pairing { kind: PAIRING_KIND_SCHOOL home: 'organisations/group-1' "           \
    "host: 'organisations/no-3' start_date: 2023-09-01 agreed_until_date: 2026-08-31 "             \
    "agreement: 'JW-7' } "
#define AWARD                                                                                      \
    "award_id: 'a' award { organisation: 'organisations/no-3' title: 'First prize' "               \
    "competition: 'Model lessons' level: COMPETITION_LEVEL_REGIONAL "                              \
    "winners: AWARD_WINNERS_TEACHERS effective_date: 2024-05-01 count: 2 reference: 'A-1' } "
#define MEDAL                                                                                      \
    "medal_id: 'm' medal { organisation: 'organisations/no-3' competition: 'Skills' "              \
    "event: 'Welding' level: COMPETITION_LEVEL_REGIONAL rank: MEDAL_RANK_GOLD "                    \
    "effective_date: 2024-05-01 count: 1 reference: 'M-1' } "
#define RESULT                                                                                     \
    "exam_result_id: 'e' exam_result { organisation: 'organisations/no-3' subject: 'total' "       \
    "year: 2024 paper: 'county' candidates: 120 mean_hundredths: 41250 "                           \
    "effective_date: 2024-07-01 reference: 'E-1' } "

static void up(struct service_bench *bench)
{
    training_up(bench, SERVICE_IN_MEMORY);
    EXPECT(bench, "ImportExchanges", SCHOOLS, "recorded: true created_count: 3");
}

static void each_record_is_created_read_listed_and_struck_once(void **state)
{
    static const struct {
        const char *noun;
        const char *nouns;
        const char *good;
        const char *name;
        const char *want;
        const char *list;
    } ROWS[] = {
        {"Pairing", "Pairings", PAIRING, "name: 'pairings/p' ",
         "kind: PAIRING_KIND_SCHOOL home: 'organisations/group-1' agreement: 'JW-7' "
         "host: 'organisations/no-3' start_date: 2023-09-01 agreed_until_date: 2026-08-31",
         "pairings { name: 'pairings/p' }"},
        {"Award", "Awards", AWARD, "name: 'awards/a' ",
         "title: 'First prize' competition: 'Model lessons' level: COMPETITION_LEVEL_REGIONAL "
         "winners: AWARD_WINNERS_TEACHERS effective_date: 2024-05-01 count: 2 reference: 'A-1'",
         "awards { name: 'awards/a' }"},
        {"Medal", "Medals", MEDAL, "name: 'medals/m' ",
         "competition: 'Skills' event: 'Welding' rank: MEDAL_RANK_GOLD count: 1 "
         "effective_date: 2024-05-01 reference: 'M-1'",
         "medals { name: 'medals/m' }"},
        {"ExamResult", "ExamResults", RESULT, "name: 'examResults/e' ",
         "subject: 'total' year: 2024 paper: 'county' candidates: 120 mean_hundredths: 41250 "
         "effective_date: 2024-07-01 reference: 'E-1'",
         "exam_results { name: 'examResults/e' }"},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        const char *strike = service_text(&bench, "Strike%s", ROWS[i].noun);
        const char *get = service_text(&bench, "Get%s", ROWS[i].noun);

        EXPECT(&bench, service_text(&bench, "Create%s", ROWS[i].noun), ROWS[i].good, ROWS[i].want);
        EXPECT(&bench, get, ROWS[i].name, ROWS[i].want);
        EXPECT(&bench, service_text(&bench, "List%s", ROWS[i].nouns), "", ROWS[i].list);
        REFUSE(&bench, strike, ROWS[i].name, BAD, "reason");
        EXPECT(&bench, strike, service_text(&bench, "%s reason: 'twice'", ROWS[i].name),
               "struck_reason: 'twice'");
        REFUSE(&bench, strike, service_text(&bench, "%s reason: 'again'", ROWS[i].name),
               CV_FAILED_PRECONDITION, "ALREADY_STRUCK", "");
        EXPECT(&bench, get, ROWS[i].name, "struck_reason: 'twice'");
        bench.principal.org = "other";
        REFUSE(&bench, get, ROWS[i].name, MISSING, "");
        REFUSE(&bench, strike, service_text(&bench, "%s reason: 'x'", ROWS[i].name), MISSING, "");
        bench.principal.org = "home";
    }
    service_down(&bench);
}

static void each_wrong_field_of_a_pairing_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!pairing", BAD, "pairing"},
        {"pairing_id: 'P'", BAD, "pairing_id"},
        {"pairing { kind: 0 }", BAD, "pairing.kind"},
        {"pairing { kind: 77 }", BAD, "pairing.kind"},
        {"pairing { home: 'no-3' }", BAD, "pairing.home"},
        {"pairing { !host }", BAD, "pairing.host"},
        {"pairing { host: 'organisations/group-1' }", BAD, "pairing.host"},
        {"pairing { host: 'organisations/none' }", MISSING, "pairing.host"},
        {"pairing { home: 'organisations/none' }", MISSING, "pairing.home"},
        {"pairing { !start_date }", BAD, "pairing.start_date"},
        {"pairing { agreed_until_date: 2023-08-31 }", BAD, "pairing.agreed_until_date"},
        {"pairing { agreement: '" LETTERS_50 LETTERS_50 "x' }", BAD, "pairing.agreement"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreatePairing", PAIRING, ROWS);
    REFUSE(&bench, "CreatePairing", PAIRING, CV_ALREADY_EXISTS, "ID_TAKEN", "");
    service_down(&bench);
}

static void each_wrong_field_of_an_award_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!award", BAD, "award"},
        {"award { organisation: 'persons/x' }", BAD, "award.organisation"},
        {"award { organisation: 'organisations/none' }", MISSING, "award.organisation"},
        {"award { !title }", BAD, "award.title"},
        {"award { competition: '" LETTERS_200 "x' }", BAD, "award.competition"},
        {"award { level: 0 }", BAD, "award.level"},
        {"award { winners: 0 }", BAD, "award.winners"},
        {"award { effective_date: 2025-07-03 }", BAD, "award.effective_date"},
        {"award { !effective_date }", BAD, "award.effective_date"},
        {"award { count: 0 }", BAD, "award.count"},
        {"award { count: 1001 }", BAD, "award.count"},
        {"award { reference: '" LETTERS_50 LETTERS_50 "x' }", BAD, "award.reference"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateAward", AWARD, ROWS);
    service_down(&bench);
}

static void each_wrong_field_of_a_medal_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!medal", BAD, "medal"},
        {"medal { organisation: '' }", BAD, "medal.organisation"},
        {"medal { organisation: 'organisations/none' }", MISSING, "medal.organisation"},
        {"medal { !competition }", BAD, "medal.competition"},
        {"medal { event: '" LETTERS_200 "x' }", BAD, "medal.event"},
        {"medal { level: 9 }", BAD, "medal.level"},
        {"medal { rank: 0 }", BAD, "medal.rank"},
        {"medal { effective_date: 2025-07-03 }", BAD, "medal.effective_date"},
        {"medal { count: -1 }", BAD, "medal.count"},
        {"medal { reference: ' x' }", BAD, "medal.reference"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateMedal", MEDAL, ROWS);
    service_down(&bench);
}

static void each_wrong_field_of_an_exam_result_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!exam_result", BAD, "exam_result"},
        {"exam_result { organisation: '' }", BAD, "exam_result.organisation"},
        {"exam_result { organisation: 'organisations/none' }", MISSING, "exam_result.organisation"},
        {"exam_result { subject: 'A B' }", BAD, "exam_result.subject"},
        {"exam_result { !paper }", BAD, "exam_result.paper"},
        {"exam_result { year: 1949 }", BAD, "exam_result.year"},
        {"exam_result { year: 2025 }", BAD, "exam_result.year"},
        {"exam_result { candidates: 0 }", BAD, "exam_result.candidates"},
        {"exam_result { candidates: 1000001 }", BAD, "exam_result.candidates"},
        {"exam_result { mean_hundredths: -1 }", BAD, "exam_result.mean_hundredths"},
        {"exam_result { mean_hundredths: 1000001 }", BAD, "exam_result.mean_hundredths"},
        {"exam_result { effective_date: 2025-07-03 }", BAD, "exam_result.effective_date"},
        {"exam_result { reference: 'x ' }", BAD, "exam_result.reference"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateExamResult", RESULT, ROWS);
    service_down(&bench);
}

static void a_pairing_is_live_from_its_start_until_it_is_ended(void **state)
{
    struct service_bench bench;
    const ProtobufCMessage *report;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreatePairing", PAIRING, "");
    REFUSE(&bench, "EndPairing", "name: 'pairings/p'", BAD, "ended_date");
    REFUSE(&bench, "EndPairing", "name: 'pairings/p' ended_date: 2023-08-31", BAD, "ended_date");
    REFUSE(&bench, "EndPairing", "name: 'pairings/p' ended_date: 2025-07-03", BAD, "ended_date");
    REFUSE(&bench, "EndPairing", "name: 'pairings/q' ended_date: 2025-01-01", MISSING, "");
    EXPECT(&bench, "EndPairing", "name: 'pairings/p' ended_date: 2025-01-01",
           "ended_date: 2025-01-01");
    REFUSE(&bench, "EndPairing", "name: 'pairings/p' ended_date: 2025-01-02",
           CV_FAILED_PRECONDITION, "ALREADY_ENDED", "");
    EXPECT(&bench, "TrainingReport", "effective_through: 2024-12-31",
           "pairings { kind: PAIRING_KIND_SCHOOL home_kind: ORGANISATION_KIND_SCHOOL_GROUP "
           "pairings: 1 homes: 1 hosts: 1 }");
    report = service_ask(&bench, "TrainingReport", "effective_through: 2025-01-01");
    assert_non_null(report);
    assert_int_equal(((const Caravan__Training__V1__TrainingReportResponse *)report)->n_pairings,
                     0);
    report = service_ask(&bench, "TrainingReport", "effective_through: 2023-08-31");
    assert_int_equal(((const Caravan__Training__V1__TrainingReportResponse *)report)->n_pairings,
                     0);
    EXPECT(&bench, "StrikePairing", "name: 'pairings/p' reason: 'never was'", "");
    REFUSE(&bench, "EndPairing", "name: 'pairings/p' ended_date: 2025-01-02",
           CV_FAILED_PRECONDITION, "ALREADY_STRUCK", "");
    report = service_ask(&bench, "TrainingReport", "effective_through: 2024-12-31");
    assert_int_equal(((const Caravan__Training__V1__TrainingReportResponse *)report)->n_pairings,
                     0);
    service_down(&bench);
}

static void one_result_stands_for_a_school_subject_and_year(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateExamResult", RESULT, "");
    REFUSE(&bench, "CreateExamResult", RESULT "exam_result_id: 'f'", CV_ALREADY_EXISTS,
           "RESULT_EXISTS", "");
    EXPECT(&bench, "CreateExamResult",
           RESULT "exam_result_id: 'g' exam_result { subject: 'chinese' }", "");
    EXPECT(&bench, "StrikeExamResult", "name: 'examResults/e' reason: 'misread'", "");
    EXPECT(&bench, "CreateExamResult",
           RESULT "exam_result_id: 'f' exam_result { mean_hundredths: 41300 }", "");
    EXPECT(&bench, "TrainingReport", "effective_through: 2024-12-31",
           "exams { subject: 'chinese' } exams { subject: 'total' mean_hundredths: 41300 }");
    service_down(&bench);
}

#define EXAM(id, school, in, n, mean, how)                                                         \
    "rows { exam_result { exam_result_id: '" id                                                    \
    "' exam_result { organisation: 'organisations/" school "' subject: 'total' paper: '" how       \
    "' year: " in " candidates: " n " mean_hundredths: " mean " effective_date: " in               \
    "-06-30 } } } "

static void a_change_of_means_is_weighted_and_only_of_one_paper(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ImportExchanges",
           EXAM("a", "no-3", "2022", "100", "40000", "s")
               EXAM("b", "no-4", "2022", "300", "42000", "s")
                   EXAM("c", "no-3", "2023", "100", "43000", "s")
                       EXAM("d", "no-4", "2024", "5", "90000", "s")
                           EXAM("e", "no-3", "2025", "200", "47345", "s")
                               EXAM("f", "no-4", "2025", "200", "48345", "s"),
           "recorded: true");
    EXPECT(&bench, "TrainingReport", "effective_from: 2022-06-01 effective_through: 2025-06-30",
           "exams { year: 2022 paper: 's' organisations: 2 candidates: 400 mean_hundredths: 41500 "
           "withheld: false } exams { year: 2023 mean_hundredths: 43000 } "
           "exams { year: 2024 candidates: 0 mean_hundredths: 0 withheld: true } "
           "exams { year: 2025 mean_hundredths: 47845 } "
           "exam_changes { from_year: 2022 to_year: 2023 comparable: true change_hundredths: 1500 "
           "from_candidates: 400 to_candidates: 100 } "
           "exam_changes { from_year: 2023 to_year: 2024 withheld: true change_hundredths: 0 "
           "from_candidates: 0 } exam_changes { from_year: 2024 to_year: 2025 withheld: true } "
           "exam_changes { from_year: 2022 to_year: 2025 comparable: true "
           "change_hundredths: 6345 }");
    EXPECT(&bench, "CreateExamResult",
           "exam_result { organisation: 'organisations/group-1' subject: 'total' year: 2025 "
           "paper: 'other' candidates: 50 mean_hundredths: 47845 effective_date: 2025-06-30 }",
           "");
    EXPECT(&bench, "TrainingReport", "effective_from: 2022-06-01 effective_through: 2025-06-30",
           "exams {} exams {} exams {} exams { paper: '' } exam_changes {} exam_changes {} "
           "exam_changes {} exam_changes { comparable: false change_hundredths: 0 }");
    service_down(&bench);
}

static void a_mean_is_rounded_half_to_even(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ImportExchanges",
           EXAM("a", "no-3", "2022", "10", "2", "s") EXAM("b", "no-4", "2022", "10", "3", "s")
               EXAM("c", "no-3", "2023", "10", "1", "s") EXAM("d", "no-4", "2023", "10", "2", "s"),
           "recorded: true");
    EXPECT(&bench, "TrainingReport", "effective_through: 2025-06-30",
           "exams { mean_hundredths: 2 } exams { mean_hundredths: 2 } "
           "exam_changes { change_hundredths: -1 }");
    service_down(&bench);
}

static void prizes_are_counted_by_year_level_and_rank_as_they_were_known(void **state)
{
    struct service_bench bench;
    const Caravan__Training__V1__TrainingReportResponse *report;
    char known[64];

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateMedal", MEDAL, "");
    EXPECT(&bench, "CreateMedal", MEDAL "medal_id: 'n' medal { count: 2 }", "");
    EXPECT(&bench, "CreateMedal",
           MEDAL "medal_id: 'o' medal { rank: MEDAL_RANK_BRONZE effective_date: 2023-03-31 }", "");
    EXPECT(&bench, "CreateAward", AWARD, "");
    EXPECT(&bench, "CreateAward", AWARD "award_id: 'b' award { winners: AWARD_WINNERS_PUPILS }",
           "");
    report = (const void *)EXPECT(
        &bench, "TrainingReport", "effective_from: 2023-04-01 effective_through: 2024-05-01",
        "medals { year: 2024 level: COMPETITION_LEVEL_REGIONAL rank: MEDAL_RANK_GOLD medals: 3 } "
        "awards { year: 2024 winners: AWARD_WINNERS_TEACHERS awards: 2 } "
        "awards { winners: AWARD_WINNERS_PUPILS awards: 2 }");
    assert_int_equal(report->n_medals, 1);
    (void)snprintf(known, sizeof(known), "known_at { seconds: %lld nanos: %d }",
                   (long long)report->known_at->seconds, report->known_at->nanos);
    EXPECT(&bench, "StrikeMedal", "name: 'medals/n' reason: 'of another school'", "");
    EXPECT(&bench, "TrainingReport", "effective_from: 2023-04-01 effective_through: 2024-05-01",
           "medals { medals: 1 }");
    EXPECT(
        &bench, "TrainingReport",
        service_text(&bench, "effective_from: 2023-04-01 effective_through: 2024-05-01 %s", known),
        "medals { medals: 3 }");
    REFUSE(&bench, "TrainingReport", "effective_from: 2023-04-01 effective_through: 2023-03-31",
           BAD, "effective_through");
    REFUSE(&bench, "TrainingReport", "known_at { seconds: 1951371200 }", BAD, "known_at");
    service_down(&bench);
}

static void an_import_takes_all_kinds_and_the_same_rows_again(void **state)
{
    static const char ROWS[] =
        SCHOOLS "rows { pairing { " PAIRING " } } rows { award { " AWARD
                " } } rows { medal { " MEDAL " } } rows { exam_result { " RESULT " } }";
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "ImportExchanges", ROWS, "recorded: true created_count: 7");
    EXPECT(&bench, "EndPairing", "name: 'pairings/p' ended_date: 2025-01-01", "");
    EXPECT(&bench, "StrikeExamResult", "name: 'examResults/e' reason: 'misread'", "");
    EXPECT(&bench, "ImportExchanges", ROWS, "created_count: 0 unchanged_count: 7");
    EXPECT(&bench, "ImportExchanges", "rows { medal { " MEDAL " medal { count: 2 } } }",
           "recorded: false refused_count: 1 refusals { reason: 'ID_TAKEN' field: 'medal.count' }");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_record_is_created_read_listed_and_struck_once),
        cmocka_unit_test(each_wrong_field_of_a_pairing_is_named),
        cmocka_unit_test(each_wrong_field_of_an_award_is_named),
        cmocka_unit_test(each_wrong_field_of_a_medal_is_named),
        cmocka_unit_test(each_wrong_field_of_an_exam_result_is_named),
        cmocka_unit_test(a_pairing_is_live_from_its_start_until_it_is_ended),
        cmocka_unit_test(one_result_stands_for_a_school_subject_and_year),
        cmocka_unit_test(a_change_of_means_is_weighted_and_only_of_one_paper),
        cmocka_unit_test(a_mean_is_rounded_half_to_even),
        cmocka_unit_test(prizes_are_counted_by_year_level_and_rank_as_they_were_known),
        cmocka_unit_test(an_import_takes_all_kinds_and_the_same_rows_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
