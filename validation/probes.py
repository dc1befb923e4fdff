"""Requests the URLs of a listing for deep checks, which report unreachable ones."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, wait

import httpx

from common.outbound import AddressRefused, NameUnknown, outbound_client
from tilekit.core.messages import N_

# The time limits for all URLs of a run, and for one URL. URLs that don't respond in time are left out.
MAX_PROBES_SECONDS, ONE_SECONDS = 20.0, 6.0
MAX_ADDRESSES, MAX_PARALLEL_PROBES = 60, 12
_HEADERS = {"User-Agent": "slipway-link-check"}


def probe_urls(
    addresses: Iterable[str], *, allow_loopback: bool = False, seconds: float = MAX_PROBES_SECONDS
) -> dict[str, str]:
    """{URL: problem}, where "" means that the URL responds. A problem is the ID of a text or the HTTP status code.

    Only the status of a response is read. Returns after `seconds` at the latest.
    """
    unique = list(dict.fromkeys(addresses))[:MAX_ADDRESSES]
    pool = ThreadPoolExecutor(MAX_PARALLEL_PROBES, thread_name_prefix="probe")
    with outbound_client(seconds=ONE_SECONDS, allow_loopback=allow_loopback) as client:
        waiting = {pool.submit(_probe, client, address): address for address in unique}
        done, _ = wait(waiting, timeout=seconds)
        pool.shutdown(wait=False, cancel_futures=True)
        return {waiting[future]: future.result() for future in done}


def _probe(client: httpx.Client, address: str) -> str:
    try:
        with client.stream("GET", address, headers=_HEADERS) as response:
            return "" if response.status_code < httpx.codes.BAD_REQUEST else str(response.status_code)
    except AddressRefused:
        return N_("not a public address")
    except NameUnknown:
        return N_("host name not found")
    except httpx.TimeoutException:
        return N_("no response in time")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return N_("no response")
