/* The Sales service: what was sold. Each method is one file, verb_noun.c in the folder of its noun.
 */
#ifndef LOGISTICS_SALES_H
#define LOGISTICS_SALES_H

#include "caravan/logistics/v1/sales.caravan.h"
#include "logistics.h"

/* Register the service. `service` is borrowed for the life of the server. */
struct cv_status sales_serve(struct cv_server *server, struct logistics *service);

#define SALES_METHOD(name) extern const struct caravan_logistics_v1_sales_##name##_method name

SALES_METHOD(create_sale);
SALES_METHOD(get_sale);
SALES_METHOD(list_sales);
SALES_METHOD(reverse_sale);
SALES_METHOD(draw_sale);

SALES_METHOD(create_sale_entry);
SALES_METHOD(get_sale_entry);
SALES_METHOD(list_sale_entries);
SALES_METHOD(reverse_sale_entry);

SALES_METHOD(get_sale_match);
SALES_METHOD(list_sale_matches);
SALES_METHOD(propose_sale_match);
SALES_METHOD(confirm_sale_match);
SALES_METHOD(reject_sale_match);
SALES_METHOD(undo_sale_match);

SALES_METHOD(close_sale_period);
SALES_METHOD(restate_sale_period);
SALES_METHOD(get_sale_period);
SALES_METHOD(list_sale_periods);

SALES_METHOD(sales_report);
SALES_METHOD(list_sale_postings);

SALES_METHOD(import_sales);

#undef SALES_METHOD

/* The Creates in parts (service/creation.h), for imports. */
extern const struct cv_creation sale_creation;
extern const struct cv_creation sale_entry_creation;

#endif
