/* A person's salt: random bytes without which no digest of what he is called can be made again. It
 * is made with the person and goes with him. */
#ifndef TRAINING_SALT_STORE_H
#define TRAINING_SALT_STORE_H

#include "service/books_store.h"

#define SALT_BYTES 16

struct cv_status salt_make(struct cv_books *books, struct cv_uuid person);
/* Empty: the person was erased. In the arena of the books. */
struct cv_status salt_get(struct cv_books *books, struct cv_uuid person, struct cv_slice *salt);
struct cv_status salt_erase(struct cv_books *books, struct cv_uuid person);

#endif
