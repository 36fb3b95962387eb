/* The versions of a consignment: its parties, way, lines and papers. For consignment_store.c. */
#ifndef LOGISTICS_VERSION_STORE_H
#define LOGISTICS_VERSION_STORE_H

#include "consignment/consignment_store.h"

/* Version consignment->version, and with it the stock of its lines and the claims to its packages.
 * FAILED_PRECONDITION: PACKAGE_CLAIMED, AMENDED_BELOW_BOOKED. */
struct cv_status version_insert(struct cv_books *books, struct consignment *consignment);
/* The fields, lines, papers of consignment->version, and the stock. */
struct cv_status version_get(struct cv_books *books, struct consignment *consignment);

#endif
