subscription-service-missing = Say which activity the member subscribes to (id_service).
subscription-service-unknown = There is no activity { $id }.
subscription-no-duration = This activity has no duration: the number of periods (multiple) cannot exceed 1.
subscription-too-long = This duration goes beyond the calendar.
subscription-ends-early = The subscription cannot end ({ $expiry }) before it begins ({ $date }).
subscription-exists = This member is subscribed to this activity already, with the same fee, on { $date }.
subscription-formula = The formula of the fee “{ $fee }” cannot be evaluated: { $cause }
money-unreadable = “{ $value }” is not an amount.
