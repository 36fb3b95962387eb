/* ISO 3166-1 alpha-2. */
#ifndef LOGISTICS_COUNTRY_H
#define LOGISTICS_COUNTRY_H

#include <stdbool.h>

bool country_exists(const char *code); /* its first two characters count */

#endif
