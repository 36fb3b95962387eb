/* The demonstration's sales: three years of produce sold through five channels, line by line, the
 * same for the same seed. What is paid, less what is refunded, comes to what was published. */
#ifndef CARAVAN_DEMO_SALES_H
#define CARAVAN_DEMO_SALES_H

#include "base/arena.h"
#include "base/status.h"

#include <stdint.h>

/* Write sales.csv and receipts.csv into `folder`/sales. The text of an error is in `arena`. */
struct cv_status demo_sales_write(const char *folder, uint64_t seed, struct cv_arena *arena);

#endif
