/* The Development service: what stands in a programme besides money and indicators.
 *
 * The methods of a dossier (dossier/dossier.h) are all made where its noun is, noun.c in its
 * folder; any other method is one file, verb_noun.c. */
#ifndef PROJECTS_DEVELOPMENT_H
#define PROJECTS_DEVELOPMENT_H

#include "caravan/projects/v1/development.caravan.h"
#include "projects.h"

/* Register the service. `service` is borrowed for the life of the server. */
struct cv_status development_serve(struct cv_server *server, struct projects *service);

#define DEVELOPMENT_METHOD(name)                                                                   \
    extern const struct caravan_projects_v1_development_##name##_method name
#define DOSSIER(noun, nouns)                                                                       \
    DEVELOPMENT_METHOD(create_##noun);                                                             \
    DEVELOPMENT_METHOD(get_##noun);                                                                \
    DEVELOPMENT_METHOD(list_##nouns);                                                              \
    DEVELOPMENT_METHOD(move_##noun);                                                               \
    DEVELOPMENT_METHOD(retract_##noun);                                                            \
    extern const struct cv_creation noun##_creation

DOSSIER(certification, certifications);
DOSSIER(milestone, milestones);
DOSSIER(enterprise, enterprises);
DOSSIER(trade_event, trade_events);
DOSSIER(research_effort, research_efforts);
DOSSIER(grant, grants);
DOSSIER(product, products);

DEVELOPMENT_METHOD(create_site_fact);
DEVELOPMENT_METHOD(get_site_fact);
DEVELOPMENT_METHOD(list_site_facts);
DEVELOPMENT_METHOD(reverse_site_fact);

DEVELOPMENT_METHOD(create_enterprise_sale);
DEVELOPMENT_METHOD(get_enterprise_sale);
DEVELOPMENT_METHOD(list_enterprise_sales);
DEVELOPMENT_METHOD(reverse_enterprise_sale);

DEVELOPMENT_METHOD(create_trade_result);
DEVELOPMENT_METHOD(get_trade_result);
DEVELOPMENT_METHOD(list_trade_results);
DEVELOPMENT_METHOD(reverse_trade_result);

DEVELOPMENT_METHOD(development_report);
DEVELOPMENT_METHOD(import_development);

#undef DOSSIER
#undef DEVELOPMENT_METHOD

/* The Creates in parts (service/creation.h), for imports. */
extern const struct cv_creation site_fact_creation;
extern const struct cv_creation enterprise_sale_creation;
extern const struct cv_creation trade_result_creation;

#endif
