"""All honest groups by name."""

from __future__ import annotations

from typing import Final

from stillwatch.lab.simulate.customers import crowds, organisations
from stillwatch.lab.simulate.customers.people import Customers, Everyday

CUSTOMERS: Final[dict[str, type[Customers]]] = {
    kind.group: kind
    for kind in (
        Everyday,
        crowds.CodingAgentUsers,
        organisations.SaasBackend,
        crowds.BenchmarkRunners,
        crowds.UniversityClass,
        organisations.CompanyOneAddress,
        organisations.HonestRouter,
        organisations.SyntheticDataCustomer,
        crowds.PromptOfTheDay,
        organisations.PopularApp,
        crowds.NewReleaseRush,
        crowds.ReasoningResearchers,
        organisations.NightlyEvaluations,
        organisations.NewOrganisations,
        organisations.AutoscaledCompany,
    )
}
