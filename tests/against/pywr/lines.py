"""Pywr models of values between points: lines that go on or end, steps, splines, areas, polynomials."""

from tests.against.pywr.parts import MONTHS, one_dam

ALL, INNER = [0.0, 60.0, 130.0, 200.0], [100.0, 115.0, 130.0, 150.0]
VALUES = [4.0, 7.0, 8.0, 12.0]
CONTENT = {"type": "storage", "storage_node": "dam"}


def of_volume(points=ALL, **how):
    most = {"type": "interpolatedvolume", "node": "dam", "volumes": points, "values": VALUES, "interp_kwargs": how}
    return one_dam({"most": most})


def of_parameter(parameter, points=ALL, **how):
    most = {"type": "interpolated", "parameter": parameter, "x": points, "y": VALUES, "interp_kwargs": how}
    return one_dam({"most": most})


KNOWN = {"type": "monthlyprofile", "values": [100 * m for m in MONTHS]}
LINES = {
    "line that goes on": of_volume(INNER, bounds_error=False, fill_value="extrapolate"),
    "line of a known number that goes on": of_parameter(KNOWN, INNER, bounds_error=False, fill_value="extrapolate"),
    "line with values beyond": of_volume(INNER, bounds_error=False, fill_value=[3.0, 9.0]),
    "line with one value beyond": of_parameter(CONTENT, INNER, bounds_error=False, fill_value=4.0),
    **{
        f"steps to the {kind} point": of_volume(kind=kind)
        for kind in ("nearest", "nearest-up", "previous", "next", "zero")
    },
    **{f"{kind} spline": of_volume(kind=kind) for kind in ("quadratic", "cubic", "slinear")},
    "cubic spline of a known number": of_parameter(KNOWN, kind="cubic"),
    "line of the flow before": one_dam(
        {
            "most": {
                "type": "interpolatedflow",
                "node": "spring",
                "flows": [5, 8, 12, 15],
                "values": VALUES,
                "interp_kwargs": {"bounds_error": False, "fill_value": [2.5, 11.0]},
            }
        }
    ),
    "area under a line": one_dam(
        {
            "most": {
                "type": "interpolatedquadrature",
                "upper_parameter": CONTENT,
                "lower_parameter": {"type": "constant", "value": 20.0},
                "x": [0, 100, 200],
                "y": [0.02, 0.08, 0.01],
            }
        }
    ),
    "polynomial of a flow": one_dam({"most": {"type": "polynomial1d", "coefficients": [2.0, 0.5], "node": "spring"}}),
    "polynomial of a share": one_dam(
        {
            "most": {
                "type": "polynomial1d",
                "coefficients": [2.0, 8.0, -3.0],
                "storage_node": "dam",
                "use_proportional_volume": True,
                "scale": 0.8,
                "offset": 0.1,
            }
        }
    ),
    "polynomial of two numbers": one_dam(
        {
            "most": {
                "type": "polynomial2dstorage",
                "coefficients": [[1.0, 0.5], [0.03, 0.004]],
                "storage_node": "dam",
                "parameter": {"type": "monthlyprofile", "values": MONTHS},
                "storage_scale": 0.9,
                "parameter_offset": 0.3,
            }
        }
    ),
}
