/* Persons and what they consent to, through the whole service. */
#include "caravan/common/v1/audit.pb-c.h"
#include "support/message_text.h"
#include "training_seats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void a_person_is_created_updated_read_and_listed(void **state)
{
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "CreateOrganisation", "organisation_id: 'no-3' organisation { title: 'No 3' }",
           "");
    EXPECT(&bench, "CreatePerson",
           "person_id: 'a' person { full_name: '王芳' contact: 'fang@mail.example' "
           "organisation: 'organisations/no-3' }",
           "name: 'persons/a' full_name: '王芳' contact: 'fang@mail.example' "
           "organisation: 'organisations/no-3' etag: 'v1'");
    EXPECT(&bench, "UpdatePerson",
           "person { name: 'persons/a' etag: 'v1' full_name: '王方' } "
           "update_mask { paths: 'full_name' paths: 'organisation' }",
           "full_name: '王方' contact: 'fang@mail.example' organisation: '' etag: 'v2'");
    REFUSE(&bench, "UpdatePerson", "person { name: 'persons/a' etag: 'v1' }", CV_ABORTED,
           "ETAG_MISMATCH", "");
    REFUSE(&bench, "UpdatePerson", "person { name: 'persons/a' etag: 'v2' full_name: ' x' }", BAD,
           "person.full_name");
    EXPECT(&bench, "CreatePerson", "person { }", "full_name: '' etag: 'v1'");
    EXPECT(&bench, "ListPersons", "",
           "persons { name: 'persons/a' full_name: '王方' } persons { full_name: '' } "
           "next_page_token: ''");
    bench.principal.org = "other";
    REFUSE(&bench, "GetPerson", "name: 'persons/a'", MISSING, "");
    service_down(&bench);
}

static void each_wrong_field_of_a_person_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!person", BAD, "person"},
        {"person_id: 'X'", BAD, "person_id"},
        {"person { full_name: '" LETTERS_50 LETTERS_50 "x' }", BAD, "person.full_name"},
        {"person { contact: '" LETTERS_200 "x' }", BAD, "person.contact"},
        {"person { organisation: 'no-3' }", BAD, "person.organisation"},
        {"person { organisation: 'organisations/none' }", MISSING, "person.organisation"},
        {"person { consents { purpose: 0 text_version: 'a' given_date: 2025-01-01 } }", BAD,
         "person.consents[0].purpose"},
        {"person { consents { purpose: 1 text_version: '' given_date: 2025-01-01 } }", BAD,
         "person.consents[0].text_version"},
        {"person { consents { purpose: 1 text_version: 'a' } }", BAD,
         "person.consents[0].given_date"},
        {"person { consents { purpose: 1 text_version: 'a' given_date: 2025-07-03 } }", BAD,
         "person.consents[0].given_date"},
        {"person { consents { purpose: 1 text_version: 'a' given_date: 2025-01-01 "
         "course: 'weld' } }",
         BAD, "person.consents[0].course"},
        {"person { consents { purpose: 1 text_version: 'a' given_date: 2025-01-01 "
         "course: 'courses/none' } }",
         MISSING, "person.consents.course"},
        {"person { consents { purpose: 1 text_version: 'a' given_date: 2025-01-01 } "
         "consents { purpose: 1 text_version: 'b' given_date: 2025-01-02 } }",
         CV_FAILED_PRECONDITION, "CONSENT_ON_FILE", ""},
        {0},
    };
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    REFUSE_EACH(&bench, "CreatePerson", "person_id: 'x' person { full_name: 'X' }", ROWS);
    REFUSE(&bench, "CreatePerson", "person_id: 'x' person { }", CV_ALREADY_EXISTS, "ID_TAKEN", "");
    service_down(&bench);
}

static void consent_is_given_withdrawn_and_given_again_by_one_person_for_one_purpose(void **state)
{
    static const struct service_refusal GIVING[] = {
        {"name: 'persons/none'", MISSING, ""},
        {"name: 'a'", BAD, "name"},
        {"!consent", BAD, "consent"},
        {"consent { purpose: 9 }", BAD, "consent.purpose"},
        {"consent { text_version: 'A B' }", BAD, "consent.text_version"},
        {"consent { course: 'courses/none' }", MISSING, "consent.course"},
        {0},
    };
    static const struct service_refusal WITHDRAWING[] = {
        {"name: 'persons/none'", MISSING, ""},
        {"purpose: 0", BAD, "purpose"},
        {"purpose: CONSENT_PURPOSE_OUTCOME", CV_FAILED_PRECONDITION, "CONSENT_MISSING", ""},
        {"course: 'weld'", BAD, "course"},
        {"course: 'courses/none'", MISSING, "course"},
        {"withdrawn_date: 2025-07-03", BAD, "withdrawn_date"},
        {"withdrawn_date: 2025-05-31", BAD, "withdrawn_date"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "CreatePerson", "person_id: 'a' person { full_name: 'A' }", "");
    REFUSE_EACH(&bench, "GiveConsent",
                "name: 'persons/a' consent { purpose: CONSENT_PURPOSE_TRAINING "
                "text_version: '2025-1' given_date: 2025-06-01 }",
                GIVING);
    REFUSE(&bench, "GiveConsent",
           "name: 'persons/a' consent { purpose: CONSENT_PURPOSE_TRAINING text_version: '2025-2' "
           "given_date: 2025-06-02 }",
           CV_FAILED_PRECONDITION, "CONSENT_ON_FILE", "");
    REFUSE_EACH(&bench, "WithdrawConsent", "name: 'persons/a' purpose: CONSENT_PURPOSE_TRAINING",
                WITHDRAWING);
    EXPECT(&bench, "GiveConsent",
           "name: 'persons/a' consent { purpose: CONSENT_PURPOSE_TRAINING text_version: '2025-2' "
           "given_date: 2025-07-01 }",
           "full_name: 'A' etag: 'v4' consents { purpose: CONSENT_PURPOSE_TRAINING "
           "text_version: '2025-1' given_date: 2025-06-01 withdrawn_date: 2025-07-01 } "
           "consents { text_version: '2025-2' }");
    service_down(&bench);
}

static void withdrawn_consent_stops_what_it_was_for_and_nothing_else(void **state)
{
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    seats_sow(&bench, 1, 5);
    persons_sow(&bench, 1, 3);
    gets(&bench, 1, "ENROLLED", 0);
    gets(&bench, 2, "WAITLISTED", 1);
    EXPECT(&bench, "WithdrawConsent", "name: 'persons/p2' purpose: CONSENT_PURPOSE_TRAINING", "");
    EXPECT(&bench, "WithdrawConsent", "name: 'persons/p3' purpose: CONSENT_PURPOSE_TRAINING", "");
    assert_null(applies(&bench, 3));
    assert_string_equal(bench.op.start.status.reason, "CONSENT_MISSING");
    /* The place in the order stays, without a name; but to take the seat needs consent. */
    EXPECT(&bench, "ListEnrolments", "parent: '" COHORT "'",
           "enrolments { person: 'persons/p1' sequence: 1 } "
           "enrolments { person: '' sequence: 2 waiting_place: 1 }");
    moves(&bench, 1, "WITHDRAW", "WITHDREW");
    is_in(&bench, 2, "OFFERED");
    MOVE_REFUSED(&bench, 2, "ACCEPT", "CONSENT_MISSING");
    EXPECT(&bench, "GiveConsent",
           "name: 'persons/p2' consent { purpose: CONSENT_PURPOSE_TRAINING text_version: 'x' "
           "given_date: 2025-07-01 course: '" COURSE "' }",
           "");
    moves(&bench, 2, "ACCEPT", "ENROLLED");
    EXPECT(&bench, "GetEnrolment", "name: '" COHORT "/enrolments/e2'", "person: 'persons/p2'");
    service_down(&bench);
}

static void consent_to_one_course_is_none_to_another(void **state)
{
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    seats_sow(&bench, 1, 5);
    EXPECT(&bench, "CreateCourse", "course_id: 'sew' course { title: 'Sewing' }", "");
    EXPECT(&bench, "CreatePerson",
           "person_id: 'p1' person { consents { purpose: CONSENT_PURPOSE_TRAINING "
           "text_version: 'x' given_date: 2025-06-01 course: 'courses/sew' } }",
           "consents { course: 'courses/sew' }");
    assert_null(applies(&bench, 1));
    assert_string_equal(bench.op.start.status.reason, "CONSENT_MISSING");
    service_down(&bench);
}

/* What the audit keeps of a person: who it was by the id, and digests. */
static void the_audit_of_a_person_holds_neither_name_nor_contact(void **state)
{
    static const char NAME[] = "Wang Fang";
    static const char CONTACT[] = "fang@mail.example";
    const Caravan__Common__V1__ListAuditEntriesResponse *list;
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "CreatePerson",
           service_text(&bench, "person_id: 'a' person { full_name: '%s' }", NAME), "");
    EXPECT(&bench, "UpdatePerson",
           service_text(&bench,
                        "person { name: 'persons/a' etag: 'v1' contact: '%s' } update_mask { "
                        "paths: 'contact' }",
                        CONTACT),
           "");
    list = (const void *)EXPECT(&bench, "ListAuditEntries", "resource: 'persons/a'",
                                "entries { sequence: 1 } entries { sequence: 2 }");
    assert_int_equal(list->n_entries, 2);
    for (size_t i = 0; i < list->n_entries; i++) {
        const ProtobufCBinaryData *after = &list->entries[i]->after;

        assert_non_null(memmem(after->data, after->len, "sha256:", 7));
        assert_null(memmem(after->data, after->len, NAME, strlen(NAME)));
        assert_null(memmem(after->data, after->len, CONTACT, strlen(CONTACT)));
    }
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_is_created_updated_read_and_listed),
        cmocka_unit_test(each_wrong_field_of_a_person_is_named),
        cmocka_unit_test(consent_is_given_withdrawn_and_given_again_by_one_person_for_one_purpose),
        cmocka_unit_test(withdrawn_consent_stops_what_it_was_for_and_nothing_else),
        cmocka_unit_test(consent_to_one_course_is_none_to_another),
        cmocka_unit_test(the_audit_of_a_person_holds_neither_name_nor_contact),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
