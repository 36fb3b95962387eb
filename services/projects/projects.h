/* The projects service: programmes, partners, projects, their money and their results.
 *
 * Each method is one file, verb_noun.c in the folder of its noun, and gives one constant of the
 * generated type, by the name of the file. What the store keeps of a noun is in noun_store.{h,c},
 * the only place with SQL; the rules for its fields and its form on the wire are in noun.{h,c}.
 * Creates come in parts, which an import uses, too. */
#ifndef PROJECTS_PROJECTS_H
#define PROJECTS_PROJECTS_H

#include "app/upkeep.h"
#include "caravan/projects/v1/projects.caravan.h"
#include "service/audit_service.h"
#include "service/event_service.h"
#include "service/methods.h"
#include "service/reference_service.h"
#include "store/store.h"

extern const struct cv_migration projects_migrations[]; /* from sql/ */

extern const struct cv_upkeep_job projects_upkeep[]; /* what its store needs now and then */

/* What cv_call_service() of every handler is. Lasts as long as the server. */
struct projects {
    struct cv_store *store;
    struct cv_audit_service audit;
    struct cv_events events;
    struct cv_reference_service references;
};

/* Register the service, and the audit and events of it. `service` is borrowed for the life of the
 * server. */
struct cv_status projects_serve(struct cv_server *server, struct projects *service);

/* The store of the service that this call came to. */
struct cv_store *projects_store(const struct cv_call *call);

#define PROJECTS_METHOD(name) extern const struct caravan_projects_v1_projects_##name##_method name

PROJECTS_METHOD(create_programme);
PROJECTS_METHOD(get_programme);
PROJECTS_METHOD(list_programmes);
PROJECTS_METHOD(update_programme);

PROJECTS_METHOD(create_partner);
PROJECTS_METHOD(get_partner);
PROJECTS_METHOD(list_partners);
PROJECTS_METHOD(update_partner);

PROJECTS_METHOD(create_project);
PROJECTS_METHOD(get_project);
PROJECTS_METHOD(list_projects);
PROJECTS_METHOD(update_project);
PROJECTS_METHOD(move_project);
PROJECTS_METHOD(approve_projects);

PROJECTS_METHOD(create_budget_line);
PROJECTS_METHOD(get_budget_line);
PROJECTS_METHOD(list_budget_lines);
PROJECTS_METHOD(reverse_budget_line);
PROJECTS_METHOD(move_budget_line);

PROJECTS_METHOD(create_budget_change);
PROJECTS_METHOD(get_budget_change);
PROJECTS_METHOD(list_budget_changes);
PROJECTS_METHOD(reverse_budget_change);
PROJECTS_METHOD(move_budget_change);

PROJECTS_METHOD(create_commitment);
PROJECTS_METHOD(get_commitment);
PROJECTS_METHOD(list_commitments);
PROJECTS_METHOD(reverse_commitment);
PROJECTS_METHOD(update_commitment);
PROJECTS_METHOD(move_commitment);
PROJECTS_METHOD(release_commitment);

PROJECTS_METHOD(create_disbursement);
PROJECTS_METHOD(get_disbursement);
PROJECTS_METHOD(list_disbursements);
PROJECTS_METHOD(reverse_disbursement);
PROJECTS_METHOD(move_disbursement);
PROJECTS_METHOD(pay_disbursement);
PROJECTS_METHOD(refund_disbursement);

PROJECTS_METHOD(approve_entries);

PROJECTS_METHOD(create_indicator);
PROJECTS_METHOD(get_indicator);
PROJECTS_METHOD(list_indicators);
PROJECTS_METHOD(update_indicator);

PROJECTS_METHOD(create_target);
PROJECTS_METHOD(get_target);
PROJECTS_METHOD(list_targets);
PROJECTS_METHOD(update_target);

PROJECTS_METHOD(create_result);
PROJECTS_METHOD(get_result);
PROJECTS_METHOD(list_results);
PROJECTS_METHOD(update_result);
PROJECTS_METHOD(move_result);

PROJECTS_METHOD(create_observation);
PROJECTS_METHOD(get_observation);
PROJECTS_METHOD(list_observations);
PROJECTS_METHOD(reverse_observation);

PROJECTS_METHOD(get_period);
PROJECTS_METHOD(list_periods);
PROJECTS_METHOD(move_period);

PROJECTS_METHOD(import);

PROJECTS_METHOD(report);
PROJECTS_METHOD(report_indicators);
PROJECTS_METHOD(list_report_entries);
PROJECTS_METHOD(report_spending);
PROJECTS_METHOD(report_ageing);
PROJECTS_METHOD(report_splits);

PROJECTS_METHOD(freeze_report);
PROJECTS_METHOD(get_frozen_report);
PROJECTS_METHOD(list_frozen_reports);
PROJECTS_METHOD(compare_frozen_report);

#undef PROJECTS_METHOD

/* The Creates in parts (service/creation.h), for imports. */
extern const struct cv_creation programme_creation;
extern const struct cv_creation partner_creation;
extern const struct cv_creation project_creation;
extern const struct cv_creation budget_line_creation;
extern const struct cv_creation budget_change_creation;
extern const struct cv_creation commitment_creation;
extern const struct cv_creation disbursement_creation;
extern const struct cv_creation indicator_creation;
extern const struct cv_creation observation_creation;
extern const struct cv_creation target_creation;
extern const struct cv_creation result_creation;

/* The methods of files that give them in parts (service/methods.h), of the service `projects`. */
#define CREATION_METHOD(service, noun, Noun)                                                       \
    CV_CREATION_METHOD(caravan_projects_v1, Caravan__Projects__V1, projects_store, service, noun,  \
                       Noun)
#define LISTING_METHOD(service, nouns, Nouns)                                                      \
    CV_LISTING_METHOD(caravan_projects_v1, Caravan__Projects__V1, projects_store, service, nouns,  \
                      Nouns)
#define LOOKUP_METHOD(service, noun, Noun, NAME)                                                   \
    CV_LOOKUP_METHOD(caravan_projects_v1, Caravan__Projects__V1, projects_store, service, noun,    \
                     Noun, NAME)
#define UPDATE_METHOD(service, noun, Noun, NAME)                                                   \
    CV_UPDATE_METHOD(caravan_projects_v1, Caravan__Projects__V1, projects_store, service, noun,    \
                     Noun, NAME)

#endif
