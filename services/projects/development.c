#include "development.h"

#define DOSSIER(noun, nouns)                                                                       \
    .create_##noun = &create_##noun, .get_##noun = &get_##noun, .list_##nouns = &list_##nouns,     \
    .move_##noun = &move_##noun, .retract_##noun = &retract_##noun

struct cv_status development_serve(struct cv_server *server, struct projects *service)
{
    const struct caravan_projects_v1_development_handlers handlers = {
        DOSSIER(certification, certifications),
        DOSSIER(milestone, milestones),
        DOSSIER(enterprise, enterprises),
        DOSSIER(trade_event, trade_events),
        DOSSIER(research_effort, research_efforts),
        DOSSIER(grant, grants),
        DOSSIER(product, products),
        .create_site_fact = &create_site_fact,
        .get_site_fact = &get_site_fact,
        .list_site_facts = &list_site_facts,
        .reverse_site_fact = &reverse_site_fact,
        .create_enterprise_sale = &create_enterprise_sale,
        .get_enterprise_sale = &get_enterprise_sale,
        .list_enterprise_sales = &list_enterprise_sales,
        .reverse_enterprise_sale = &reverse_enterprise_sale,
        .create_trade_result = &create_trade_result,
        .get_trade_result = &get_trade_result,
        .list_trade_results = &list_trade_results,
        .reverse_trade_result = &reverse_trade_result,
        .development_report = &development_report,
        .import_development = &import_development,
    };

    return caravan_projects_v1_development_serve(server, &handlers, service);
}
