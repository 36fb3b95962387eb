#include "projects.h"

#include "base/clock.h"
#include "development.h"
#include "engagement.h"
#include "fed_figure/feed.h"
#include "references.h"
#include "service/inbox_store.h"
#include "service/outbox.h"

static struct cv_status forget_events(const struct cv_scope *scope, struct cv_tx *tx, bool *more)
{
    static const char *const RECEIVERS[] = {NULL};

    return cv_outbox_prune(scope, tx, RECEIVERS, more);
}

const struct cv_upkeep_job projects_upkeep[] = {
    {forget_events, CV_OUTBOX_PRUNE_NS},
    {cv_inbox_prune, CV_OUTBOX_PRUNE_NS},
    {NULL, 0},
};

struct cv_store *projects_store(const struct cv_call *call)
{
    const struct projects *service = cv_call_service(call);

    return service->store;
}

static const struct caravan_projects_v1_projects_handlers HANDLERS = {
    .create_programme = &create_programme,
    .get_programme = &get_programme,
    .list_programmes = &list_programmes,
    .update_programme = &update_programme,
    .create_partner = &create_partner,
    .get_partner = &get_partner,
    .list_partners = &list_partners,
    .update_partner = &update_partner,
    .create_project = &create_project,
    .get_project = &get_project,
    .list_projects = &list_projects,
    .update_project = &update_project,
    .move_project = &move_project,
    .approve_projects = &approve_projects,
    .create_budget_line = &create_budget_line,
    .get_budget_line = &get_budget_line,
    .list_budget_lines = &list_budget_lines,
    .reverse_budget_line = &reverse_budget_line,
    .move_budget_line = &move_budget_line,
    .create_budget_change = &create_budget_change,
    .get_budget_change = &get_budget_change,
    .list_budget_changes = &list_budget_changes,
    .reverse_budget_change = &reverse_budget_change,
    .move_budget_change = &move_budget_change,
    .create_commitment = &create_commitment,
    .get_commitment = &get_commitment,
    .list_commitments = &list_commitments,
    .reverse_commitment = &reverse_commitment,
    .update_commitment = &update_commitment,
    .move_commitment = &move_commitment,
    .release_commitment = &release_commitment,
    .create_disbursement = &create_disbursement,
    .get_disbursement = &get_disbursement,
    .list_disbursements = &list_disbursements,
    .reverse_disbursement = &reverse_disbursement,
    .move_disbursement = &move_disbursement,
    .pay_disbursement = &pay_disbursement,
    .refund_disbursement = &refund_disbursement,
    .approve_entries = &approve_entries,
    .create_indicator = &create_indicator,
    .get_indicator = &get_indicator,
    .list_indicators = &list_indicators,
    .update_indicator = &update_indicator,
    .create_target = &create_target,
    .get_target = &get_target,
    .list_targets = &list_targets,
    .update_target = &update_target,
    .create_result = &create_result,
    .get_result = &get_result,
    .list_results = &list_results,
    .update_result = &update_result,
    .move_result = &move_result,
    .create_observation = &create_observation,
    .get_observation = &get_observation,
    .list_observations = &list_observations,
    .reverse_observation = &reverse_observation,
    .get_period = &get_period,
    .list_periods = &list_periods,
    .move_period = &move_period,
    .import = &import,
    .report = &report,
    .report_indicators = &report_indicators,
    .list_report_entries = &list_report_entries,
    .report_spending = &report_spending,
    .report_ageing = &report_ageing,
    .report_splits = &report_splits,
    .freeze_report = &freeze_report,
    .get_frozen_report = &get_frozen_report,
    .list_frozen_reports = &list_frozen_reports,
    .compare_frozen_report = &compare_frozen_report,
};

struct cv_status projects_serve(struct cv_server *server, struct projects *service)
{
    struct cv_status status = caravan_projects_v1_projects_serve(server, &HANDLERS, service);

    if (cv_ok(status))
        status = development_serve(server, service);
    if (cv_ok(status))
        status = engagement_serve(server, service);
    service->audit.store = service->store;
    service->references = (struct cv_reference_service){service->store, projects_references};
    if (cv_ok(status))
        status = cv_references_serve(server, &service->references);
    if (cv_ok(status))
        status = cv_audit_serve(server, &service->audit);
    return cv_ok(status)
               ? cv_events_serve(server, &service->events, service->store, "projects", feed_effects)
               : status;
}
