#include "parcel/parcel_news.h"

static uint64_t mixed(uint64_t hash, const char *text)
{
    for (; *text != '\0'; text++)
        hash = (hash ^ (uint8_t)*text) * UINT64_C(0x100000001b3);
    return hash;
}

uint32_t parcel_news_place_of_name(const struct scan_name *name)
{
    uint64_t hash = mixed(mixed(UINT64_C(0xcbf29ce484222325), name->number), name->carrier);

    return (uint32_t)(hash ^ hash >> 32) % PARCEL_NEWS_PLACES;
}

uint32_t parcel_news_place_of_no(int64_t parcel_no)
{
    return (uint32_t)((uint64_t)parcel_no * UINT64_C(0x9e3779b97f4a7c15) >> 32) %
           PARCEL_NEWS_PLACES;
}

static void tell(struct parcel_news *news, uint32_t place)
{
    atomic_fetch_add(&news->told[place], 1);
}

void parcel_news_tell(struct parcel_news *news, const struct scan_name *name,
                      const struct scan_result *result)
{
    if (result->parcel_no == 0 || !atomic_load(&news->watched))
        return;
    tell(news, parcel_news_place_of_name(name));
    tell(news, parcel_news_place_of_no(result->parcel_no));
    if (result->into_no != 0)
        tell(news, parcel_news_place_of_no(result->into_no));
}
