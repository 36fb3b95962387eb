#include "sales.h"

struct cv_status sales_serve(struct cv_server *server, struct logistics *service)
{
    const struct caravan_logistics_v1_sales_handlers handlers = {
        .create_sale = &create_sale,
        .get_sale = &get_sale,
        .list_sales = &list_sales,
        .reverse_sale = &reverse_sale,
        .draw_sale = &draw_sale,
        .create_sale_entry = &create_sale_entry,
        .get_sale_entry = &get_sale_entry,
        .list_sale_entries = &list_sale_entries,
        .reverse_sale_entry = &reverse_sale_entry,
        .get_sale_match = &get_sale_match,
        .list_sale_matches = &list_sale_matches,
        .propose_sale_match = &propose_sale_match,
        .confirm_sale_match = &confirm_sale_match,
        .reject_sale_match = &reject_sale_match,
        .undo_sale_match = &undo_sale_match,
        .close_sale_period = &close_sale_period,
        .restate_sale_period = &restate_sale_period,
        .get_sale_period = &get_sale_period,
        .list_sale_periods = &list_sale_periods,
        .sales_report = &sales_report,
        .list_sale_postings = &list_sale_postings,
        .import_sales = &import_sales,
    };

    return caravan_logistics_v1_sales_serve(server, &handlers, service);
}
