/* What other services may ask of this one: which of the things they name are there. */
#include "caravan/common/v1/references.caravan.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static size_t missing(struct service_bench *bench, const char *name)
{
    Caravan__Common__V1__CheckReferencesRequest request =
        CARAVAN__COMMON__V1__CHECK_REFERENCES_REQUEST__INIT;
    const Caravan__Common__V1__CheckReferencesResponse *answer;
    char *names[] = {cv_arena_string(&bench->arena, name)};

    request.names = names;
    request.n_names = 1;
    answer = SERVICE_ASK(bench, caravan_common_v1_references_check_references, &request);
    assert_non_null(answer);
    return answer->n_missing;
}

static void what_belongs_to_another_organisation_is_missing(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    assert_int_equal(missing(&bench, "programmes/jw"), 0);
    assert_int_equal(missing(&bench, "programmes/jw/partners/bank"), 0);
    assert_int_equal(missing(&bench, "programmes/jw/partners/none"), 1);
    bench.principal.org = "another";
    assert_int_equal(missing(&bench, "programmes/jw"), 1);
    assert_int_equal(missing(&bench, "programmes/jw/partners/bank"), 1);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_belongs_to_another_organisation_is_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
