"""The values that everything else passes around: facts, resources, inventories, findings, reports. No I/O."""
