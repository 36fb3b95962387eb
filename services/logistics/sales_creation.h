/* Each Create of the Sales service, in parts (service/creation.h). */
#ifndef LOGISTICS_SALES_CREATION_H
#define LOGISTICS_SALES_CREATION_H

#include "sales.h"
#include "service/creation.h"

extern const struct cv_creation sale_creation;
extern const struct cv_creation sale_entry_creation;

/* create_<noun>, the method of a file whose creation is <noun>_creation and whose state is `struct
 * state`. */
#define SALES_CREATION_METHOD(noun, Noun)                                                          \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Caravan__Logistics__V1__Create##Noun##Request *request)               \
    {                                                                                              \
        cv_creation_run(&noun##_creation, memory, call, logistics_store(call), &request->base);    \
    }                                                                                              \
    const struct caravan_logistics_v1_sales_create_##noun##_method create_##noun = {               \
        handle, sizeof(struct cv_creation_call) + sizeof(struct state)}

#endif
