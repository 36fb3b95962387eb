/* Organisations, through the whole service. */
#include "support/message_text.h"
#include "support/training_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void an_organisation_is_created_updated_read_and_listed(void **state)
{
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "CreateOrganisation",
           "organisation_id: 'no-3' organisation { title: 'No 3 School' title_zh: '三中' "
           "kind: ORGANISATION_KIND_SCHOOL contact: 'office@no3.example' }",
           "name: 'organisations/no-3' title: 'No 3 School' title_zh: '三中' "
           "kind: ORGANISATION_KIND_SCHOOL contact: 'office@no3.example' etag: 'v1'");
    EXPECT(&bench, "UpdateOrganisation",
           "organisation { name: 'organisations/no-3' etag: 'v1' title: 'Third School' } "
           "update_mask { paths: 'title' }",
           "title: 'Third School' title_zh: '三中' etag: 'v2'");
    REFUSE(&bench, "UpdateOrganisation",
           "organisation { name: 'organisations/no-3' etag: 'v1' title: 'x' }", CV_ABORTED,
           "ETAG_MISMATCH", "");
    EXPECT(&bench, "GetOrganisation", "name: 'organisations/no-3'", "title: 'Third School'");
    EXPECT(&bench, "CreateOrganisation", "organisation { title: 'Another' }", "etag: 'v1'");
    EXPECT(&bench, "ListOrganisations", "",
           "organisations { title: 'Third School' } organisations { title: 'Another' } "
           "next_page_token: ''");
    bench.principal.org = "other";
    REFUSE(&bench, "GetOrganisation", "name: 'organisations/no-3'", MISSING, "");
    service_down(&bench);
}

static void each_wrong_field_of_an_organisation_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!organisation", BAD, "organisation"},
        {"organisation_id: 'X'", BAD, "organisation_id"},
        {"organisation { !title }", BAD, "organisation.title"},
        {"organisation { title: '" LETTERS_200 "x' }", BAD, "organisation.title"},
        {"organisation { title_zh: ' x' }", BAD, "organisation.title_zh"},
        {"organisation { kind: 98 }", BAD, "organisation.kind"},
        {"organisation { contact: '" LETTERS_200 "x' }", BAD, "organisation.contact"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    REFUSE_EACH(&bench, "CreateOrganisation", "organisation_id: 'x' organisation { title: 'X' }",
                ROWS);
    REFUSE(&bench, "CreateOrganisation", "organisation_id: 'x' organisation { title: 'X' }",
           CV_ALREADY_EXISTS, "ID_TAKEN", "");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_organisation_is_created_updated_read_and_listed),
        cmocka_unit_test(each_wrong_field_of_an_organisation_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
