#include "support/projects_bench.h"

#include "development.h"
#include "engagement.h"

static struct cv_status serve(struct cv_server *server, struct cv_store *store)
{
    static struct projects service;

    service = (struct projects){.store = store};
    return projects_serve(server, &service);
}

void projects_up(struct service_bench *bench, enum service_kind kind)
{
    static const struct cv_service_type *const TYPES[] = {
        &caravan_projects_v1_projects_type,   &caravan_projects_v1_development_type,
        &caravan_common_v1_audit_type,        &caravan_events_v1_events_type,
        &caravan_projects_v1_engagement_type, NULL,
    };
    static const struct service_spec SPEC = {projects_migrations, serve, TYPES};

    service_up(bench, &SPEC, kind);
}

void projects_sow(struct service_bench *bench)
{
    EXPECT(bench, "CreateProgramme",
           "programme_id: 'jw' programme { title: 'Long road' start_date: 2023-01-01 "
           "end_date: 2025-12-31 }",
           "name: 'programmes/jw'");
    EXPECT(bench, "CreatePartner",
           "parent: 'programmes/jw' partner_id: 'bank' partner { title: 'Bank' }", "");
    EXPECT(bench, "CreateProject",
           "parent: 'programmes/jw' project_id: '0042' project { title: 'A road' "
           "sectors { code: 'roads' share_basis_points: 10000 } "
           "sites { id: 'north' title: 'North' } sites { id: 'south' title: 'South' } }",
           "");
    EXPECT(bench, "CreateProject",
           "parent: 'programmes/jw' project_id: '0043' project { title: 'A school' "
           "sectors { code: 'schools' share_basis_points: 10000 } }",
           "");
}

void projects_approve(struct service_bench *bench)
{
    const Caravan__Projects__V1__ReportResponse *seen =
        (const void *)EXPECT(bench, "Report", "programme: 'programmes/jw'", "");
    const char *subject = bench->principal.subject;

    bench->principal.subject = "checker";
    EXPECT(bench, "ApproveEntries",
           service_text(bench,
                        "parent: 'programmes/jw' submitted_through { seconds: %lld nanos: %d }",
                        (long long)seen->known_at->seconds, (int)seen->known_at->nanos),
           "own_count: 0");
    bench->principal.subject = subject;
}
