#include "sales.h"
#include "service/import.h"

static const struct cv_creation *const CREATIONS[] = {&sale_creation, &sale_entry_creation, NULL};
static const char *const TOLD[] = {"paid_minor", "refunded_minor", "cancelled_minor",
                                   "duplicate_of", NULL};
static const struct cv_import IMPORT = {CREATIONS, TOLD};

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ImportSalesRequest *request)
{
    cv_import_run(&IMPORT, memory, call, logistics_store(call), &request->base);
}

const struct caravan_logistics_v1_sales_import_sales_method import_sales = {
    handle, sizeof(struct cv_import_call)};
