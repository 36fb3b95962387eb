/* To leave: at any time, without a reason. */
#ifndef TRAINING_WITHDRAWAL_H
#define TRAINING_WITHDRAWAL_H

#include "service/books_store.h"

/* From all that the person waits for, is offered or is enrolled in; the seats are offered to the
 * next. For somebody who is to be forgotten. */
struct cv_status enrolment_withdraw_person(struct cv_books *books, struct cv_uuid person);

#endif
