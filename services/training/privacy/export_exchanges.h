/* What exchanges keep of a person, for his export. */
#ifndef TRAINING_EXPORT_EXCHANGES_H
#define TRAINING_EXPORT_EXCHANGES_H

#include "caravan/training/v1/privacy.pb-c.h"
#include "person/person_store.h"

/* Assignments and their entries, mentor pairs and answers, into the message. */
struct cv_status export_exchanges(struct cv_books *books, const struct person *person,
                                  Caravan__Training__V1__PersonExport *message);

#endif
